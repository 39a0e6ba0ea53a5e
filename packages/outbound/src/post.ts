import type { Connection } from './download.ts';
import { exchange } from './exchange.ts';
import { networkError } from './failures.ts';
import { one } from './file-facts.ts';
import { parseTarget } from './guard/target.ts';
import { remembered } from './remembered.ts';
import { retryAfterMs } from './retry-after.ts';

export type PostOptions = {
  headers: Record<string, string>;
  body: string;
  /** From the request to the end of the answer; waiting for a turn does not count. */
  timeoutMs: number;
  /** How much of the answer is read. */
  maxAnswerBytes: number;
  /** How much of it is kept; nothing if left out. */
  keptAnswerBytes?: number;
  signal?: AbortSignal;
};

export type Answer = {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** What was kept of the body. */
  body: Buffer;
  /** Whether there was more of the body than was kept, or may have been. */
  truncated: boolean;
  /** How long the server asks us to wait. */
  retryAfterMs: number | undefined;
};

const targetOf = remembered(256, (text) => {
  const { origin, pathname, search } = parseTarget(text);
  return { origin, path: pathname + search };
});

export async function post(
  { dispatcher, turns, userAgent }: Connection,
  text: string,
  { headers, body, timeoutMs, maxAnswerBytes, keptAnswerBytes = 0, signal }: PostOptions,
): Promise<Answer> {
  try {
    const { origin, path } = targetOf(text);
    using _turn = await turns.take(origin, signal ? { signal } : {});
    const request = {
      origin,
      path,
      method: 'POST',
      headers: { 'user-agent': userAgent, ...headers },
      body,
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
    } as const;
    const kept = Math.min(keptAnswerBytes, maxAnswerBytes);
    const limits = { timeoutMs, maxAnswerBytes, keptAnswerBytes: kept, ...(signal && { signal }) };
    const answer = await exchange(dispatcher, request, limits);
    return { ...answer, retryAfterMs: retryAfterMs(one(answer.headers['retry-after']), Date.now()) };
  } catch (error) {
    throw networkError(error);
  }
}
