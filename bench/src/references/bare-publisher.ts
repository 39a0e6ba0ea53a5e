import { type EventData, type EventName, encodedEvent } from '@halftone/contracts';
import { connect, headers, StorageType } from 'nats';
import { natsOptions } from '../system/consumed.ts';

/** Publishes ready-made bytes with so many unconfirmed at a time, as anybody would write it. */
export type BarePublisher = AsyncDisposable & {
  /** Publishes all events into an empty stream of its own, and answers with events per second. */
  publishAll(): Promise<number>;
};

const STREAM = 'BARE';
const WINDOW = 512;

export type AnyEvent = { [N in EventName]: { name: N; data: EventData<N> } }[EventName];

export async function startBarePublisher(url: string, events: Iterable<AnyEvent>): Promise<BarePublisher> {
  const messages = Array.from(events, ({ name, data }) => {
    const origin = { source: 'halftone/ingest', time: new Date() };
    const { id, subject, bytes } = encodedEvent(name, data, origin);
    return { subject: subject.replace(/^halftone/, 'bare'), bytes, id };
  });
  const connection = await connect({ ...natsOptions(url), noAsyncTraces: true });
  const js = connection.jetstream();
  const jsm = await connection.jetstreamManager();
  return {
    async publishAll() {
      await jsm.streams.add({ name: STREAM, subjects: ['bare.>'], storage: StorageType.File });
      const inFlight = new Set<Promise<unknown>>();
      const startedAt = performance.now();
      for (const { subject, bytes, id } of messages) {
        const work: Promise<unknown> = js
          .publish(subject, bytes, { msgID: id, headers: headers() })
          .then(() => inFlight.delete(work));
        inFlight.add(work);
        if (inFlight.size >= WINDOW) await Promise.race(inFlight);
      }
      await Promise.all(inFlight);
      const rate = messages.length / ((performance.now() - startedAt) / 1000);
      await jsm.streams.delete(STREAM);
      return rate;
    },
    [Symbol.asyncDispose]: () => connection.close(),
  };
}
