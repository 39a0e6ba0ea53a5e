import { EVERYTHING } from '@halftone/contracts';
import type { JsMsg } from 'nats';
import type { ConsumeContext, Consumption, Delivery } from './consume.ts';
import { DEFAULT_ACK_WAIT_MS, openDurable } from './consumer.ts';
import { pull } from './pull.ts';
import { keepInHand, putBack, readOrBury } from './settle.ts';
import { within } from './within.ts';

export type BatchOptions = {
  /** The durable consumer's name; instances that share it share the events. */
  durable: string;
  maxBatch: number;
  /** How long a batch that is not full waits for more after its first event, in milliseconds. */
  lingerMs: number;
  /** How long after a crash a batch in hand is delivered again, in milliseconds. */
  ackWaitMs?: number;
};

/** Hands every event of the log to the handler in batches, one batch at a time; the next one fills meanwhile. */
export async function consumeBatches(
  { js, jsm, logger }: ConsumeContext,
  { durable, maxBatch, lingerMs, ackWaitMs = DEFAULT_ACK_WAIT_MS }: BatchOptions,
  handle: (batch: Delivery[]) => Promise<void>,
): Promise<Consumption> {
  const stopping = new AbortController();
  const { signal } = stopping;
  const buffer = createBuffer(maxBatch, lingerMs);
  const inHand = new Set<JsMsg>();
  const open = () => openDurable(js, jsm, { durable, filter: EVERYTHING, ackWaitMs });

  async function project(messages: JsMsg[]): Promise<void> {
    try {
      const batch: Delivery[] = [];
      const readable: JsMsg[] = [];
      for (const message of messages) {
        const event = await readOrBury(js, durable, message, logger);
        if (!event) continue;
        readable.push(message);
        batch.push({ event, seq: message.seq, attempt: message.info.redeliveryCount, signal });
      }
      if (batch.length > 0) await handle(batch);
      for (const message of readable) message.ack();
    } catch (error) {
      putBack(messages, error, logger);
    } finally {
      for (const message of messages) inHand.delete(message);
    }
  }

  async function fill(): Promise<void> {
    for await (const message of pull({ open, room: buffer.room, logger, signal })) {
      inHand.add(message);
      buffer.push(message);
    }
    buffer.end();
  }

  async function run(): Promise<void> {
    using _heartbeat = keepInHand(() => inHand, ackWaitMs);
    const filling = fill();
    for (let batch = await buffer.take(); batch.length > 0; batch = await buffer.take()) {
      if (signal.aborted) for (const message of batch) message.nak();
      else await project(batch);
    }
    await filling;
  }

  await open();
  const closed = run();
  return {
    closed,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await within(8000, closed);
    },
  };
}

type Buffer = {
  push(message: JsMsg): void;
  /** No more will come. */
  end(): void;
  /** The next batch, once it is full or has lingered; empty when the end is reached. */
  take(): Promise<JsMsg[]>;
  /** How many more may be taken in: two batches, one in hand and one waiting. */
  room(): Promise<number>;
};

function createBuffer(maxBatch: number, lingerMs: number): Buffer {
  let waiting: JsMsg[] = [];
  let ended = false;
  let changed = Promise.withResolvers<void>();

  const signalChange = () => {
    changed.resolve();
    changed = Promise.withResolvers<void>();
  };
  return {
    push(message) {
      waiting.push(message);
      if (waiting.length === 1 || waiting.length >= maxBatch) signalChange();
    },
    end() {
      ended = true;
      signalChange();
    },
    async take() {
      while (waiting.length === 0 && !ended) await changed.promise;
      if (waiting.length < maxBatch && !ended) await within(lingerMs, changed.promise);
      const batch = waiting.slice(0, maxBatch);
      waiting = waiting.slice(maxBatch);
      signalChange();
      return batch;
    },
    async room() {
      while (waiting.length >= maxBatch && !ended) await changed.promise;
      return maxBatch * 2 - waiting.length;
    },
  };
}
