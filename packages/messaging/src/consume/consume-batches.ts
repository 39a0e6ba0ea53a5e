import { EVERYTHING } from '@halftone/contracts';
import type { JsMsg } from 'nats';
import { startSeriesOf } from '../metrics.ts';
import { PULL_ENDS_MS, pull } from '../stream/pull.ts';
import { within } from '../within.ts';
import { type BatchBuffer, createBatchBuffer, type Urgency } from './batch-buffer.ts';
import type { ConsumeContext, Consumption, Delivery } from './consume.ts';
import { DEFAULT_ACK_WAIT_MS, openDurable } from './consumer.ts';
import { handleBatchInTrace, measureProcessing, noteDeliveries, processErrorOf } from './observe.ts';
import { createProgress, DEFAULT_STALLED_AFTER_MS, type Progress, refuseStalled } from './progress.ts';
import { extendAckDeadlines, readOrDeadLetter, settleFailed } from './settle.ts';

export type BatchOptions = {
  /** The durable consumer's name; instances that share it share the events. */
  durable: string;
  maxBatch: number;
  /** How long a batch that is not full waits for more after its first event, in milliseconds. */
  lingerMs: number;
  /**
   * The least time between two batches that are not full, in milliseconds: a batch of three events costs as much as one
   * of thirty.
   */
  paceMs?: number;
  /** Which events, told by their subjects, are not to be held back by either; none when left out. */
  urgency?: Urgency<{ subject: string }>;
  /** How long after a crash a batch in flight is delivered again, in milliseconds. */
  ackWaitMs?: number;
  /** How long nothing may be done with a batch in hand before it is left to another instance, in milliseconds. */
  stalledAfterMs?: number;
};

/** Events of a batch, together; a batch of large rows ends here rather than at its number. */
const MAX_BATCH_BYTES = 8 * 1024 * 1024;

const GRACE_MS = 8000;

export type BatchHandler = (batch: Delivery[]) => Promise<void>;

/** Hands every event of the log to the handler in batches, one batch at a time; the next one fills meanwhile. */
export async function consumeBatches(
  context: ConsumeContext,
  options: BatchOptions,
  handle: BatchHandler,
): Promise<Consumption> {
  const { js, jsm, logger } = context;
  const { durable, ackWaitMs = DEFAULT_ACK_WAIT_MS } = options;
  const pulling = new AbortController();
  const stopping = new AbortController();
  const { signal } = stopping;
  const buffer = createBatchBuffer<JsMsg>({ ...options, maxBytes: MAX_BATCH_BYTES });
  const inHand = new Set<JsMsg>();
  const progress = createProgress(options.stalledAfterMs ?? DEFAULT_STALLED_AFTER_MS);
  const isStalled = () => inHand.size > 0 && progress.isStalled();
  const open = () => openDurable(js, jsm, { durable, filter: EVERYTHING, ackWaitMs });
  // What is left to others while a batch stands still must not come here again, to wait behind it.
  const room = async () => {
    if (inHand.size > 0) await progress.goesOn();
    return buffer.room();
  };

  async function fill(): Promise<void> {
    const take = (message: JsMsg) => {
      if (inHand.size === 0) progress.made();
      inHand.add(message);
      buffer.push(message);
    };
    await pull({ open, room, take, logger, signal: pulling.signal });
    stopping.abort();
    buffer.end();
  }

  async function run(): Promise<void> {
    using _heartbeat = extendAckDeadlines(() => (isStalled() ? [] : inHand), ackWaitMs);
    const filling = fill();
    await empty(context, durable, { buffer, inHand, progress, signal, handle });
    await filling;
  }

  startSeriesOf(durable);
  await open();
  const closed = run();
  return {
    closed,
    check: async () => refuseStalled(durable, isStalled() ? [...inHand] : []),
    async [Symbol.asyncDispose]() {
      pulling.abort();
      await within(PULL_ENDS_MS, closed);
      stopping.abort();
      await within(GRACE_MS, closed);
    },
  };
}

type Emptying = {
  buffer: Pick<BatchBuffer<JsMsg>, 'take'>;
  inHand: Set<JsMsg>;
  progress: Progress;
  signal: AbortSignal;
  handle: BatchHandler;
};

/** Handles batch after batch until the buffer's end; what is left when the service stops is returned for redelivery. */
async function empty(
  context: ConsumeContext,
  durable: string,
  { buffer, inHand, progress, signal, handle }: Emptying,
): Promise<void> {
  for (let batch = await buffer.take(); batch.length > 0; batch = await buffer.take()) {
    if (signal.aborted) for (const message of batch) message.nak();
    else await handleBatch(context, durable, { batch, progress, signal, handle });
    for (const message of batch) inHand.delete(message);
    progress.made();
  }
}

async function handleBatch(
  { js, logger }: ConsumeContext,
  durable: string,
  { batch, progress, signal, handle }: { batch: JsMsg[] } & Pick<Emptying, 'progress' | 'signal' | 'handle'>,
): Promise<void> {
  const readable = new Map<JsMsg, Delivery>();
  noteDeliveries(
    durable,
    batch.map(({ info }) => info.redeliveryCount),
  );
  const ended = measureProcessing(durable);
  try {
    for (const message of batch) {
      const event = await readOrDeadLetter(js, durable, message, logger);
      if (!event) continue;
      const { seq, info } = message;
      readable.set(message, {
        event,
        seq,
        attempt: info.redeliveryCount,
        signal,
        progress: progress.made,
      });
    }
    const deliveries = [...readable.values()];
    const events = deliveries.map(({ event }) => event);
    if (deliveries.length > 0) await handleBatchInTrace(durable, events, () => handle(deliveries));
    for (const message of readable.keys()) message.ack();
    ended('');
  } catch (error) {
    ended(processErrorOf(error));
    // For an unreadable event among the dead letters this comes too late to count.
    await settleFailed(js, durable, { messages: batch, error, logger });
  }
}
