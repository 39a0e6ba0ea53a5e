import { createEndpointBook, type EndpointBook } from '@halftone/endpoints';
import type { EndpointLog } from '@halftone/messaging';

/** The endpoints as they are now, in each notifier: a change is known here a moment after it stands in the log. */
export type EndpointWatch = AsyncDisposable &
  Pick<EndpointBook, 'find' | 'ofTenant'> & {
    /** The last sequence of their stream that was read. */
    seen(): number;
    /** Resolves when it has ended, which it only does by being disposed of. */
    closed: Promise<void>;
  };

/** Reads what there is before it resolves, and then follows. */
export async function watchEndpoints(log: Pick<EndpointLog, 'replay' | 'follow'>): Promise<EndpointWatch> {
  const book = createEndpointBook();
  const ending = new AbortController();
  let seen = 0;
  for await (const { event, seq } of log.replay()) {
    book.add(event);
    seen = seq;
  }
  const closed = (async () => {
    for await (const { event, seq } of log.follow(seen + 1, ending.signal)) {
      book.add(event);
      seen = seq;
    }
  })();
  return {
    find: book.find,
    ofTenant: book.ofTenant,
    seen: () => seen,
    closed,
    async [Symbol.asyncDispose]() {
      ending.abort();
      await closed;
    },
  };
}
