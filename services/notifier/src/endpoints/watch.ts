import { createEndpointBook, type EndpointBook } from '@halftone/endpoints';
import type { EndpointLog, LoggedEndpointEvent } from '@halftone/messaging';

/** The endpoints as they are now, in each notifier: a change is known here a moment after it stands in the log. */
export type EndpointWatch = AsyncDisposable &
  Pick<EndpointBook, 'find' | 'ofTenant'> & {
    /** The last sequence of their stream that was read. */
    seen(): number;
    /** Waits until everything is known that stands in the stream by now. */
    caughtUp(): Promise<void>;
    /** Resolves when it has ended, which it only does by being disposed of. */
    closed: Promise<void>;
  };

/** Reads what there is before it resolves, and then follows. */
export async function watchEndpoints(
  log: Pick<EndpointLog, 'replay' | 'follow' | 'lastSequence'>,
): Promise<EndpointWatch> {
  const book = createEndpointBook();
  const ending = new AbortController();
  const waiting = new Set<{ seq: number; resolve: () => void }>();
  let seen = 0;
  const take = ({ event, seq }: LoggedEndpointEvent) => {
    book.add(event);
    seen = seq;
    for (const one of waiting) if (one.seq <= seq && waiting.delete(one)) one.resolve();
  };
  for await (const logged of log.replay()) take(logged);
  const closed = (async () => {
    for await (const logged of log.follow(seen + 1, ending.signal)) take(logged);
  })();
  const newest = sharedAnswers(log.lastSequence);
  return {
    find: book.find,
    ofTenant: book.ofTenant,
    seen: () => seen,
    async caughtUp() {
      const seq = await newest();
      if (seq <= seen) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.add({ seq, resolve });
      await Promise.race([promise, closed]);
    },
    closed,
    async [Symbol.asyncDispose]() {
      ending.abort();
      await closed;
    },
  };
}

/** Asks once for all who ask while an answer is on its way; it was asked for before them, so they get the next one. */
function sharedAnswers<T>(ask: () => Promise<T>): () => Promise<T> {
  let asked: Promise<T> | null = null;
  let next: Promise<T> | null = null;
  const answer = (): Promise<T> => {
    if (!asked) {
      asked = ask().finally(() => {
        asked = null;
      });
      return asked;
    }
    next ??= asked
      .then(
        () => {},
        () => {},
      )
      .then(() => {
        next = null;
        return answer();
      });
    return next;
  };
  return answer;
}
