import { EVERYTHING } from '@halftone/contracts';
import type { JsMsg } from 'nats';
import { PULL_ENDS_MS, pull } from '../stream/pull.ts';
import { within } from '../within.ts';
import { type BatchBuffer, createBatchBuffer } from './batch-buffer.ts';
import type { ConsumeContext, Consumption, Delivery } from './consume.ts';
import { DEFAULT_ACK_WAIT_MS, openDurable } from './consumer.ts';
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
  /** How long after a crash a batch in flight is delivered again, in milliseconds. */
  ackWaitMs?: number;
};

/** Events of a batch, together; a batch of large rows ends here rather than at its number. */
const MAX_BATCH_BYTES = 8 * 1024 * 1024;

const GRACE_MS = 8000;

export type BatchHandler = (batch: Delivery[]) => Promise<void>;

/** Hands every event of the log to the handler in batches, one batch at a time; the next one fills meanwhile. */
export async function consumeBatches(
  context: ConsumeContext,
  { durable, maxBatch, lingerMs, paceMs = 0, ackWaitMs = DEFAULT_ACK_WAIT_MS }: BatchOptions,
  handle: BatchHandler,
): Promise<Consumption> {
  const { js, jsm, logger } = context;
  const pulling = new AbortController();
  const stopping = new AbortController();
  const { signal } = stopping;
  const buffer = createBatchBuffer<JsMsg>({ maxBatch, maxBytes: MAX_BATCH_BYTES, lingerMs, paceMs });
  const inFlight = new Set<JsMsg>();
  const open = () => openDurable(js, jsm, { durable, filter: EVERYTHING, ackWaitMs });

  async function fill(): Promise<void> {
    for await (const message of pull({ open, room: buffer.room, logger, signal: pulling.signal })) {
      inFlight.add(message);
      buffer.push(message);
    }
    stopping.abort();
    buffer.end();
  }

  async function run(): Promise<void> {
    using _heartbeat = extendAckDeadlines(() => inFlight, ackWaitMs);
    const filling = fill();
    await empty(context, durable, { buffer, inFlight, signal, handle });
    await filling;
  }

  await open();
  const closed = run();
  return {
    closed,
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
  inFlight: Set<JsMsg>;
  signal: AbortSignal;
  handle: BatchHandler;
};

/** Handles batch after batch until the buffer's end; what is left when the service stops is returned for redelivery. */
async function empty(
  context: ConsumeContext,
  durable: string,
  { buffer, inFlight, signal, handle }: Emptying,
): Promise<void> {
  for (let batch = await buffer.take(); batch.length > 0; batch = await buffer.take()) {
    if (signal.aborted) for (const message of batch) message.nak();
    else await handleBatch(context, durable, { batch, signal, handle });
    for (const message of batch) inFlight.delete(message);
  }
}

async function handleBatch(
  { js, logger }: ConsumeContext,
  durable: string,
  { batch, signal, handle }: { batch: JsMsg[]; signal: AbortSignal; handle: BatchHandler },
): Promise<void> {
  const readable = new Map<JsMsg, Delivery>();
  try {
    for (const message of batch) {
      const event = await readOrDeadLetter(js, durable, message, logger);
      if (!event) continue;
      readable.set(message, { event, seq: message.seq, attempt: message.info.redeliveryCount, signal });
    }
    if (readable.size > 0) await handle([...readable.values()]);
    for (const message of readable.keys()) message.ack();
  } catch (error) {
    // For an unreadable event among the dead letters this comes too late to count.
    await settleFailed(js, durable, { messages: batch, error, logger });
  }
}
