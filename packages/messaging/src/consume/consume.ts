import { type EventName, filterFor, type HalftoneEvent, type Lane } from '@halftone/contracts';
import type { Logger } from '@halftone/runtime';
import type { JetStreamClient, JetStreamManager, JsMsg } from 'nats';
import { StalledError } from '../errors.ts';
import { PULL_ENDS_MS, pull } from '../stream/pull.ts';
import { within } from '../within.ts';
import { DEFAULT_ACK_WAIT_MS, openDurable } from './consumer.ts';
import { createHand, type Hand } from './hand.ts';
import { createProgress, DEFAULT_STALLED_AFTER_MS, type Progress } from './progress.ts';
import { keepInHand, readOrBury, settleFailed } from './settle.ts';

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
  /** How many events may be in hand at once. */
  inFlight: number;
  /** How long after a crash an event in hand is delivered again, in milliseconds. */
  ackWaitMs?: number;
  /** How long nothing may be done with an event in hand before it is left to another instance, in milliseconds. */
  stalledAfterMs?: number;
};

/** A running consumer. Disposing of it takes no more events and waits, for a bounded time, for what is in hand. */
export type Consumption = AsyncDisposable & {
  /** Resolves when it has stopped. */
  closed: Promise<void>;
  /** @throws StalledError when nothing has been done for too long with something in hand */
  check(): Promise<void>;
};

export type ConsumeContext = { js: JetStreamClient; jsm: JetStreamManager; logger: Logger };

/** What is still in hand after this time is put back when a service stops. */
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
  const hand = createHand<Held>(inFlight);
  const stalled = () => hand.items().filter(({ progress }) => progress.isStalled());
  const open = () => openDurable(js, jsm, { durable, filter: filterFor(event, { lane }), ackWaitMs });

  async function run(): Promise<void> {
    const kept = () => hand.items().filter(({ progress }) => !progress.isStalled());
    using _heartbeat = keepInHand(() => kept().map(({ message }) => message), ackWaitMs);
    const late: JsMsg[] = [];
    for await (const message of pull({ open, room: hand.room, logger, signal: pulling.signal })) {
      if (pulling.signal.aborted) {
        late.push(message);
        continue;
      }
      const held = { message, progress: createProgress(stalledAfterMs) };
      hand.hold(held, work(context, durable, { ...held, signal: stopping.signal, handle }));
    }
    for (const message of late) message.nak();
    stopping.abort();
    await putDown(hand);
  }

  await open();
  const closed = run();
  return {
    closed,
    check: async () =>
      refuseStalled(
        durable,
        stalled()
          .map(({ message }) => message.seq)
          .toArray(),
      ),
    async [Symbol.asyncDispose]() {
      pulling.abort();
      await within(PULL_ENDS_MS, closed);
      stopping.abort();
      await closed;
    },
  };
}

/** @throws StalledError when there are any */
export function refuseStalled(durable: string, sequences: number[]): void {
  const [first] = sequences;
  if (first === undefined) return;
  throw new StalledError(
    `${durable} makes no progress with ${sequences.length} events, the first of them ${first}`,
  );
}

type Held = { message: JsMsg; progress: Progress };

async function work<N extends EventName>(
  { js, logger }: ConsumeContext,
  durable: string,
  { message, progress, signal, handle }: Held & { signal: AbortSignal; handle: Handler<N> },
): Promise<void> {
  try {
    const event = await readOrBury(js, durable, message, logger);
    if (!event) return;
    // The consumer's filter lets only this type through, and decoding has checked that subject and type agree.
    const typed = event as HalftoneEvent<N>;
    const { seq, info } = message;
    await handle({ event: typed, seq, attempt: info.redeliveryCount, signal, progress: progress.made });
    message.ack();
  } catch (error) {
    // Whatever was broken off because the service stops is another's to do, at once.
    if (signal.aborted) message.nak();
    else await settleFailed(js, durable, { messages: [message], error, logger });
  }
}

async function putDown(hand: Hand<Held>): Promise<void> {
  await within(GRACE_MS, hand.emptied());
  for (const { message } of hand.items()) message.nak();
}
