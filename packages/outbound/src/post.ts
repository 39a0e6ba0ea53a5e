import { createDeadline } from './deadline.ts';
import type { Connection } from './download.ts';
import { networkError } from './failures.ts';
import { parseTarget } from './guard/target.ts';
import { retryAfterMs } from './retry-after.ts';

export type PostOptions = {
  headers: Record<string, string>;
  body: string;
  /** From the request to the end of the answer; waiting for a turn does not count. */
  timeoutMs: number;
  /** How much of the answer is read, and thrown away. */
  maxAnswerBytes: number;
  signal?: AbortSignal;
};

export type Answer = {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** How long the server asks us to wait. */
  retryAfterMs: number | undefined;
};

export async function post(
  { dispatcher, turns, userAgent }: Connection,
  text: string,
  { headers, body, timeoutMs, maxAnswerBytes, signal }: PostOptions,
): Promise<Answer> {
  using deadline = createDeadline(timeoutMs, signal);
  try {
    const target = parseTarget(text);
    using _turn = await deadline.excluding(() => turns.take(target.origin, signal ? { signal } : {}));
    const answer = await dispatcher.request({
      origin: target.origin,
      path: target.pathname + target.search,
      method: 'POST',
      headers: { 'user-agent': userAgent, ...headers },
      body,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      signal: deadline.signal,
    });
    // The status has arrived, and it is the answer, however the rest of it ends.
    await answer.body.dump({ limit: maxAnswerBytes });
    const waitHeader = answer.headers['retry-after'];
    return {
      status: answer.statusCode,
      headers: answer.headers,
      retryAfterMs: retryAfterMs(Array.isArray(waitHeader) ? waitHeader[0] : waitHeader, Date.now()),
    };
  } catch (error) {
    throw networkError(error);
  }
}
