import createClient from 'openapi-fetch';
import { CallError, isAbort, problemIn } from './call-error.ts';
import type { paths } from './schema.ts';
import { keyHeaders, noteAnswer } from './session.ts';

/** The public API, on the address that the page came from. */
export const api = createClient<paths>({ baseUrl: location.origin });

api.use({
  onRequest({ request }) {
    for (const [name, value] of Object.entries(keyHeaders())) request.headers.set(name, value);
  },
  onResponse({ response }) {
    noteAnswer(response.status);
  },
});

type Answer<T> = { data?: T; error?: unknown; response: Response };

/**
 * The data of an answer.
 * @throws CallError when there is none
 */
export async function answered<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    if (isAbort(cause)) throw cause;
    throw new CallError(0, null);
  });
  if (!response.ok) throw new CallError(response.status, problemIn(error));
  // An empty answer has no data, and no type that says more.
  return data as T;
}
