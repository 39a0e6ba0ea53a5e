import type { Dispatcher } from 'undici';
import { expectedBytes, readBody } from './body/body.ts';
import type { Allocate } from './body/growing-buffer.ts';
import { type ChainCookies, createChainCookies } from './cookies.ts';
import { createDeadline, type Deadline } from './deadline.ts';
import { networkError, OutboundError, statusError, statusFailure } from './failures.ts';
import { conditionOf, type FileFacts, factsOf, type Known, one } from './file-facts.ts';
import { parseTarget } from './guard/target.ts';
import { retryAfterMs } from './retry-after.ts';
import type { Turns } from './turns.ts';

/** What every question to a server is bounded by, with all its redirects. */
export type FetchOptions = {
  /** From the request to the complete headers of the answer. */
  headerTimeoutMs: number;
  /** Between two pieces of the body. */
  idleTimeoutMs: number;
  /** For the whole download with its redirects; waiting for a turn, or in `reserve`, does not count. */
  totalTimeoutMs: number;
  maxRedirects: number;
  /** Goes before those that are not urgent, and may use the places reserved for it. */
  urgent?: boolean;
  /** The Accept header for a request, which each hop of the redirects has its own of; without it, anything. */
  accept?: (url: URL) => string;
  signal?: AbortSignal;
};

export type DownloadOptions = FetchOptions & {
  /** The largest file, after decoding. */
  maxBytes: number;
  /** Awaited before the body is read, with the most bytes it can have: room for them can be made here. */
  reserve?: (bytes: number) => Promise<unknown>;
  /** Gives the memory that the file is written to, so much of it or more; several times when its size is not announced. */
  allocate?: Allocate;
};

export type Downloaded = FileFacts & {
  bytes: Buffer;
  /** As the server says, which is often wrong. */
  contentType: string | undefined;
};

/** The server answers that the file is the one that is known (304). */
export type Unchanged = FileFacts & { bytes: null };

export type Connection = { dispatcher: Dispatcher; turns: Turns; userAgent: string };

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const NOT_MODIFIED = 304;
/** What is worth reading of an answer that is thrown away, and how long, to keep the connection. */
const DISCARD_BYTES = 16 * 1024;
const DISCARD_MS = 500;
/** Answers before the answer, such as 103: each gives the server its full time for the headers again. */
const MAX_INTERIM_ANSWERS = 8;

/** What the hops of one question share. */
type Chain = { connection: Connection; deadline: Deadline; options: ChainOptions; cookies: ChainCookies };

type ChainOptions = FetchOptions & {
  /** Sent with a hop, beside those of every question. */
  headers?: (url: URL) => Record<string, string> | undefined;
  /** Told of each hop before it is asked for. */
  visiting?: (url: URL) => void;
};

/** The answer that the redirects end with, whatever its status. */
type Arrival = { answer: Dispatcher.ResponseData; target: URL; deadline: Deadline };

export const download = (
  connection: Connection,
  text: string,
  options: DownloadOptions,
): Promise<Downloaded> => follow(connection, text, options, (arrival) => fileOf(arrival, options));

export function downloadIfChanged(
  connection: Connection,
  text: string,
  options: DownloadOptions,
  known: Known,
): Promise<Downloaded | Unchanged> {
  const headers = (url: URL) => {
    const validators = known(url);
    return validators && conditionOf(validators);
  };
  return follow(connection, text, { ...options, headers }, async (arrival) => {
    const { answer, target } = arrival;
    // Only a question with a condition has this answer.
    if (answer.statusCode !== NOT_MODIFIED || !known(target)) return fileOf(arrival, options);
    await discard(answer.body);
    return { bytes: null, ...factsOf(answer.headers, target) };
  });
}

/**
 * Asks for a URL, and for those that it redirects to.
 * @param arrive makes of the last answer what is wanted, within the same time
 * @throws OutboundError as `download` does, but for the statuses, which are for `arrive`
 */
export async function follow<T>(
  connection: Connection,
  text: string,
  options: ChainOptions,
  arrive: (arrival: Arrival) => Promise<T>,
): Promise<T> {
  using deadline = createDeadline(options.totalTimeoutMs, options.signal);
  const chain = { connection, deadline, options, cookies: createChainCookies() };
  const visited = new Set<string>();
  try {
    let target = parseTarget(text);
    for (let hop = 0; hop <= options.maxRedirects; hop++) {
      visited.add(addressOf(target));
      const result = await visit(chain, target, arrive);
      if (!(result instanceof URL)) return result;
      target = result;
    }
    throw tooManyRedirects(options.maxRedirects, target, {
      isLoop: visited.has(addressOf(target)),
      hasCookies: chain.cookies.headerFor(target) !== undefined,
    });
  } catch (error) {
    throw networkError(error);
  }
}

/** What is asked for: the fragment stays here. */
const addressOf = ({ origin, pathname, search }: URL) => origin + pathname + search;

function tooManyRedirects(
  max: number,
  { host }: URL,
  { isLoop, hasCookies }: { isLoop: boolean; hasCookies: boolean },
): OutboundError {
  const loop = `: ${host} keeps redirecting in a circle${hasCookies ? ', although the cookies that it set were sent back' : ''}`;
  return new OutboundError('too_many_redirects', `More than ${max} redirects${isLoop ? loop : ''}.`);
}

/** One hop: what was wanted, or where to look next. */
async function visit<T>(
  chain: Chain,
  target: URL,
  arrive: (arrival: Arrival) => Promise<T>,
): Promise<T | URL> {
  const { connection, deadline, options, cookies } = chain;
  const { urgent = false, signal } = options;
  using _turn = await deadline.excluding(() =>
    connection.turns.take(target.origin, { urgent, ...(signal && { signal }) }),
  );
  options.visiting?.(target);
  const answer = await ask(chain, target);

  const location = one(answer.headers.location);
  if (REDIRECTS.has(answer.statusCode) && location) {
    await discard(answer.body);
    cookies.keep(target, answer.headers['set-cookie']);
    return parseTarget(asUtf8(location), target);
  }
  return await arrive({ answer, target, deadline });
}

/** @throws OutboundError when the status says that it is no file */
async function fileOf({ answer, target, deadline }: Arrival, options: DownloadOptions): Promise<Downloaded> {
  const failure = statusFailure(answer.statusCode);
  if (failure) {
    await discard(answer.body);
    const waitMs = retryAfterMs(one(answer.headers['retry-after']), Date.now());
    throw statusError(answer.statusCode, failure, waitMs);
  }
  return {
    bytes: await receive(answer, deadline, options),
    contentType: one(answer.headers['content-type']),
    ...factsOf(answer.headers, target),
  };
}

function ask(
  { connection: { dispatcher, userAgent }, deadline: { signal }, options, cookies }: Chain,
  target: URL,
): Promise<Dispatcher.ResponseData> {
  const { headerTimeoutMs, idleTimeoutMs, accept, headers } = options;
  const cookie = cookies.headerFor(target);
  let interimAnswers = 0;
  return dispatcher.request({
    origin: target.origin,
    path: target.pathname + target.search,
    method: 'GET',
    headers: {
      'user-agent': userAgent,
      accept: accept?.(target) ?? '*/*',
      'accept-encoding': 'identity',
      ...(cookie && { cookie }),
      ...headers?.(target),
    },
    headersTimeout: headerTimeoutMs,
    bodyTimeout: idleTimeoutMs,
    signal,
    onInfo() {
      interimAnswers += 1;
      if (interimAnswers > MAX_INTERIM_ANSWERS) {
        throw new OutboundError(
          'connection_failed',
          `The server sent more than ${MAX_INTERIM_ANSWERS} interim answers (1xx), and no answer.`,
        );
      }
    },
  });
}

/** The status has arrived, and it is the answer, however the rest of it ends. */
async function discard(body: Dispatcher.ResponseData['body']): Promise<void> {
  await body.dump({ limit: DISCARD_BYTES, signal: AbortSignal.timeout(DISCARD_MS) }).catch(() => {});
}

async function receive(
  { headers, body }: Dispatcher.ResponseData,
  deadline: Deadline,
  { maxBytes, reserve, allocate }: Pick<DownloadOptions, 'maxBytes' | 'reserve' | 'allocate'>,
): Promise<Buffer> {
  const codings = [headers['content-encoding'] ?? []].flat();
  const described = { length: one(headers['content-length']), coding: codings.join(', ') };
  try {
    const expected = expectedBytes(described, maxBytes);
    if (reserve) await deadline.excluding(() => reserve(expected));
    return await readBody(body, described, maxBytes, allocate);
  } catch (error) {
    // Left unread, it would hold its connection until the server gives up; reported already, its own error is noise.
    body.on('error', () => {}).destroy();
    throw error;
  }
}

/** Header bytes arrive as Latin-1; servers that write other letters into a Location mean UTF-8, as browsers assume. */
function asUtf8(header: string): string {
  const bytes = Buffer.from(header, 'latin1');
  const text = bytes.toString('utf8');
  return text.includes('\uFFFD') ? header : text;
}
