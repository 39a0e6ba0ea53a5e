import createClient from 'openapi-fetch';
import type { paths } from './schema.ts';
import { keyHeaders, noteAnswer } from './session.ts';
import type { Problem } from './shapes.ts';

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

/** The gateway refused something, or cannot be reached: then there is no problem of its own. */
export class CallError extends Error {
  override name = 'CallError';
  readonly status: number;
  readonly problem: Problem | null;

  constructor(status: number, problem: Problem | null) {
    super(problem?.detail ?? (status === 0 ? 'no answer' : `status ${status}`));
    this.status = status;
    this.problem = problem;
  }

  /** Whether asking again may help. */
  get passes(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

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

export const isAbort = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'AbortError';

/** Whatever stands before the gateway may answer in its own way. */
export function problemIn(body: unknown): Problem | null {
  const isProblem = typeof body === 'object' && body !== null && 'detail' in body && 'hint' in body;
  return isProblem ? (body as Problem) : null;
}
