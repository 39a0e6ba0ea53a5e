import { within } from '../within.ts';

/** Which of the items that wait somebody waits for, so that their batch is not held back. */
export type Urgency<T> = {
  /** Whether what waits is urgent, now that the batch before was handled. */
  begin(waiting: readonly T[]): boolean;
  /** Whether the batch is urgent with this one, too. */
  add(item: T): boolean;
};

export type BatchLimits<T = never> = {
  maxBatch: number;
  maxBytes: number;
  /** How long a batch that is not full waits for more after its first item, in milliseconds. */
  lingerMs: number;
  /** The least time between two batches that are not full, in milliseconds; none when left out. */
  paceMs?: number;
  /** Nothing is urgent when it is left out. */
  urgency?: Urgency<T> | undefined;
};

/** What has come in and waits to be handled, by number and by bytes. */
export type BatchBuffer<T> = {
  push(item: T): void;
  /** No more will come. */
  end(): void;
  /** The next batch, once it is full or has lingered; empty when the end is reached. */
  take(): Promise<T[]>;
  /** Resolves, once there is room, with how many more may come in: two batches, one in flight and one waiting. */
  room(): Promise<number>;
};

/** Items are asked for by number but weigh in bytes, so room is reckoned by what they weighed of late. */
const FIRST_GUESS_BYTES = 16 * 1024;
const WEIGHT_OF_NEWEST = 0.1;

export function createBatchBuffer<T extends { data: Uint8Array }>(limits: BatchLimits<T>): BatchBuffer<T> {
  const { maxBatch, maxBytes, lingerMs, paceMs = 0, urgency } = limits;
  let waiting: T[] = [];
  let waitingBytes = 0;
  let usualBytes = FIRST_GUESS_BYTES;
  let ended = false;
  let dueAt = 0;
  let changed = Promise.withResolvers<void>();

  const isFull = () => waiting.length >= maxBatch || waitingBytes >= maxBytes;
  const signalChange = () => {
    changed.resolve();
    changed = Promise.withResolvers<void>();
  };
  return {
    push(item) {
      waiting.push(item);
      waitingBytes += item.data.length;
      usualBytes += (item.data.length - usualBytes) * WEIGHT_OF_NEWEST;
      const isUrgent = urgency?.add(item);
      if (isUrgent || waiting.length === 1 || isFull()) signalChange();
    },
    end() {
      ended = true;
      signalChange();
    },
    async take() {
      while (waiting.length === 0 && !ended) await changed.promise;
      const isUrgent = urgency?.begin(waiting);
      if (!isFull() && !ended && !isUrgent) {
        await within(Math.max(lingerMs, dueAt - performance.now()), changed.promise);
      }
      dueAt = performance.now() + paceMs;
      const batch = firstOf(waiting, limits);
      waiting = waiting.slice(batch.length);
      waitingBytes -= bytesOf(batch);
      signalChange();
      return batch;
    },
    async room() {
      while (isFull() && !ended) await changed.promise;
      const byBytes = Math.floor((2 * maxBytes - waitingBytes) / Math.max(1, usualBytes));
      return Math.max(1, Math.min(2 * maxBatch - waiting.length, byBytes));
    },
  };
}

/** As many of the first as a batch may hold; at least one, however large it is. */
function firstOf<T extends { data: Uint8Array }>(
  items: T[],
  { maxBatch, maxBytes }: Pick<BatchLimits, 'maxBatch' | 'maxBytes'>,
): T[] {
  let bytes = 0;
  const end = items.slice(0, maxBatch).findIndex(({ data }, index) => {
    bytes += data.length;
    return index > 0 && bytes > maxBytes;
  });
  return items.slice(0, end === -1 ? maxBatch : end);
}

function bytesOf(items: { data: Uint8Array }[]): number {
  return items.reduce((total, { data }) => total + data.length, 0);
}
