import { type EventName, filterFor, type HalftoneEvent, type Lane } from '@halftone/contracts';
import type { Logger } from '@halftone/runtime';
import type { JetStreamClient, JetStreamManager, JsMsg } from 'nats';
import { DEFAULT_ACK_WAIT_MS, openDurable } from './consumer.ts';
import { pull } from './pull.ts';
import { keepInHand, putBack, readOrBury } from './settle.ts';
import { within } from './within.ts';

/** One delivery of an event. */
export type Delivery<N extends EventName = EventName> = {
  event: HalftoneEvent<N>;
  /** The event's sequence in the log. */
  seq: number;
  /** How often it has been delivered, this time included; from 1. */
  attempt: number;
  /** Aborted when the service stops: work that only waits should throw, so that another instance takes it over. */
  signal: AbortSignal;
};

export type ConsumeOptions<N extends EventName> = {
  /** The durable consumer's name; instances that share it share the events. */
  durable: string;
  event: N;
  lane?: Lane;
  /** How many events may be in hand at once. */
  inFlight: number;
  /** How long after a crash an event in hand is delivered again, in milliseconds. */
  ackWaitMs?: number;
};

/** A running consumer. Disposing of it takes no more events and waits, for a bounded time, for what is in hand. */
export type Consumption = AsyncDisposable & {
  /** Resolves when it has stopped. */
  closed: Promise<void>;
};

export type ConsumeContext = { js: JetStreamClient; jsm: JetStreamManager; logger: Logger };

/** What is still in hand after this time is put back when a service stops. */
const GRACE_MS = 8000;

/** Hands each event of a type to the handler, several at a time. */
export async function consume<N extends EventName>(
  { js, jsm, logger }: ConsumeContext,
  { durable, event: name, lane, inFlight, ackWaitMs = DEFAULT_ACK_WAIT_MS }: ConsumeOptions<N>,
  handle: (delivery: Delivery<N>) => Promise<void>,
): Promise<Consumption> {
  const stopping = new AbortController();
  const inHand = new Map<JsMsg, Promise<void>>();
  const open = () => openDurable(js, jsm, { durable, filter: filterFor(name, { lane }), ackWaitMs });

  async function work(message: JsMsg): Promise<void> {
    try {
      const event = await readOrBury(js, durable, message, logger);
      if (!event) return;
      const { signal } = stopping;
      // The consumer's filter lets only this type through, and decoding has checked that subject and type agree.
      await handle({
        event: event as HalftoneEvent<N>,
        seq: message.seq,
        attempt: message.info.redeliveryCount,
        signal,
      });
      message.ack();
    } catch (error) {
      putBack([message], error, logger);
    }
  }

  async function room(): Promise<number> {
    while (inHand.size >= inFlight) await Promise.race(inHand.values());
    return inFlight - inHand.size;
  }

  async function run(): Promise<void> {
    using _heartbeat = keepInHand(() => inHand.keys(), ackWaitMs);
    for await (const message of pull({ open, room, logger, signal: stopping.signal })) {
      inHand.set(
        message,
        work(message).finally(() => inHand.delete(message)),
      );
    }
    await within(GRACE_MS, Promise.all(inHand.values()));
    for (const message of inHand.keys()) message.nak();
  }

  await open();
  const closed = run();
  return {
    closed,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await closed;
    },
  };
}
