import { type EventName, filterFor, type HalftoneEvent, type Lane } from '@halftone/contracts';
import type { Logger } from '@halftone/runtime';
import type { JetStreamClient, JetStreamManager, JsMsg } from 'nats';
import { startSeriesOf } from '../metrics.ts';
import { PULL_ENDS_MS, pull } from '../stream/pull.ts';
import { within } from '../within.ts';
import { DEFAULT_ACK_WAIT_MS, openDurable } from './consumer.ts';
import { createInFlight, type InFlight } from './in-flight.ts';
import { handleInTrace, measureProcessing, noteDeliveries, processErrorOf } from './observe.ts';
import { createProgress, DEFAULT_STALLED_AFTER_MS, type Progress, refuseStalled } from './progress.ts';
import { extendAckDeadlines, readOrDeadLetter, settleFailed } from './settle.ts';

/** One delivery of an event. */
export type Delivery<N extends EventName = EventName> = {
  event: HalftoneEvent<N>;
  /** The event's sequence in the log. */
  seq: number;
  /** How often it has been delivered, this time included; from 1. */
  attempt: number;
  /** Aborted when the service stops: work that only waits should throw, so that another instance takes it over. */
  signal: AbortSignal;
  /**
   * Tells that the work goes on. Work that takes long has to say so now and then: an event with which nothing is done for
   * too long is left to another instance.
   */
  progress: () => void;
};

export type Handler<N extends EventName> = (delivery: Delivery<N>) => Promise<void>;

export type ConsumeOptions<N extends EventName> = {
  /** The durable consumer's name; instances that share it share the events. */
  durable: string;
  event: N;
  lane?: Lane;
  /** How many events may be in flight at once. */
  inFlight: number;
  /** How long after a crash an unacknowledged event is delivered again, in milliseconds. */
  ackWaitMs?: number;
  /** How long nothing may be done with an event in hand before it is left to another instance, in milliseconds. */
  stalledAfterMs?: number;
};

/** A running consumer. Disposing of it takes no more events and waits, for a bounded time, for what is in flight. */
export type Consumption = AsyncDisposable & {
  /** Resolves when it has stopped. */
  closed: Promise<void>;
  /** @throws StalledError when nothing has been done for too long with something in hand */
  check(): Promise<void>;
};

export type ConsumeContext = { js: JetStreamClient; jsm: JetStreamManager; logger: Logger };

/** What is still in flight after this time is returned for redelivery when a service stops. */
const GRACE_MS = 8000;

/** Hands each event of a type to the handler, several at a time. */
export async function consume<N extends EventName>(
  context: ConsumeContext,
  options: ConsumeOptions<N>,
  handle: Handler<N>,
): Promise<Consumption> {
  const { js, jsm, logger } = context;
  const { durable, event, lane, inFlight, ackWaitMs = DEFAULT_ACK_WAIT_MS } = options;
  const { stalledAfterMs = DEFAULT_STALLED_AFTER_MS } = options;
  const pulling = new AbortController();
  const stopping = new AbortController();
  const inHand = createInFlight<Held>(inFlight);
  const stalled = () =>
    inHand
      .items()
      .filter(({ progress }) => progress.isStalled())
      .map(({ message }) => message);
  const open = () => openDurable(js, jsm, { durable, filter: filterFor(event, { lane }), ackWaitMs });

  async function run(): Promise<void> {
    const kept = () =>
      inHand
        .items()
        .filter(({ progress }) => !progress.isStalled())
        .map(({ message }) => message);
    using _heartbeat = extendAckDeadlines(kept, ackWaitMs);
    const late: JsMsg[] = [];
    const { signal } = stopping;
    const take = (message: JsMsg) => {
      if (pulling.signal.aborted) {
        late.push(message);
        return;
      }
      const held = { message, progress: createProgress(stalledAfterMs), signal, handle };
      inHand.hold(held, work(context, durable, held));
    };
    await pull({ open, room: inHand.room, take, logger, signal: pulling.signal });
    for (const message of late) message.nak();
    stopping.abort();
    await finishOrReturn(inHand);
  }

  startSeriesOf(durable);
  await open();
  const closed = run();
  return {
    closed,
    check: async () => refuseStalled(durable, [...stalled()]),
    async [Symbol.asyncDispose]() {
      pulling.abort();
      await within(PULL_ENDS_MS, closed);
      stopping.abort();
      await within(GRACE_MS + PULL_ENDS_MS, closed);
    },
  };
}

type Held = { message: JsMsg; progress: Progress };

async function work<N extends EventName>(
  { js, logger }: ConsumeContext,
  durable: string,
  { message, progress, signal, handle }: Held & { signal: AbortSignal; handle: Handler<N> },
): Promise<void> {
  const { seq, info } = message;
  noteDeliveries(durable, [info.redeliveryCount]);
  const ended = measureProcessing(durable);
  try {
    const event = await readOrDeadLetter(js, durable, message, logger);
    if (!event) return;
    // The consumer's filter lets only this type through, and decoding has checked that subject and type agree.
    const typed = event as HalftoneEvent<N>;
    const delivery = { event: typed, seq, attempt: info.redeliveryCount, signal, progress: progress.made };
    await handleInTrace(durable, event, () => handle(delivery));
    message.ack();
    ended('');
  } catch (error) {
    ended(signal.aborted ? 'stopping' : processErrorOf(error));
    // Whatever was broken off because the service stops is another's to do, at once.
    if (signal.aborted) message.nak();
    else await settleFailed(js, durable, { messages: [message], error, logger });
  }
}

async function finishOrReturn(inHand: InFlight<Held>): Promise<void> {
  await within(GRACE_MS, inHand.emptied());
  for (const { message } of inHand.items()) message.nak();
}
