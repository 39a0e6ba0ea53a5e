import type { Readable } from 'node:stream';
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

export async function post(
  { dispatcher, turns, userAgent }: Connection,
  text: string,
  { headers, body, timeoutMs, maxAnswerBytes, keptAnswerBytes = 0, signal }: PostOptions,
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
    const kept = await beginningOf(answer.body, Math.min(keptAnswerBytes, maxAnswerBytes));
    // The status has arrived, and it is the answer, however the rest of it ends.
    await answer.body.dump({ limit: maxAnswerBytes });
    const waitHeader = answer.headers['retry-after'];
    return {
      status: answer.statusCode,
      headers: answer.headers,
      ...kept,
      retryAfterMs: retryAfterMs(Array.isArray(waitHeader) ? waitHeader[0] : waitHeader, Date.now()),
    };
  } catch (error) {
    throw networkError(error);
  }
}

/** The first bytes of a body, as far as they come. */
async function beginningOf(
  source: AsyncIterable<Uint8Array> & Pick<Readable, 'iterator'>,
  bytes: number,
): Promise<Pick<Answer, 'body' | 'truncated'>> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  if (bytes > 0) {
    try {
      for await (const chunk of source.iterator({ destroyOnReturn: false })) {
        chunks.push(chunk);
        length += chunk.length;
        if (length > bytes) break;
      }
    } catch {
      return { body: Buffer.concat(chunks).subarray(0, bytes), truncated: true };
    }
  }
  return { body: Buffer.concat(chunks).subarray(0, bytes), truncated: length > bytes };
}
