import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { App } from './type-provider.ts';

/**
 * The id of one HTTP request, by which its line in the log is found. It has nothing to do with the requests that Halftone
 * works on, which have ids of their own.
 */
export const REQUEST_ID_HEADER = 'x-request-id';

/** The field of the log under which it stands. */
export const REQUEST_ID_FIELD = 'xRequestId';

/** What a client or a proxy may choose: it goes into the log, and back into a header field. */
const CHOSEN = /^[\w.:+=@-]{1,128}$/;

/** The id that came with the request, where it is one that can be used; otherwise a new one. */
export function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers[REQUEST_ID_HEADER];
  return typeof given === 'string' && CHOSEN.test(given) ? given : randomUUID();
}

/** Sends it with every answer. */
export function sendRequestIds(app: App): void {
  app.addHook('onRequest', async ({ id }, reply) => void reply.header(REQUEST_ID_HEADER, id));
}
