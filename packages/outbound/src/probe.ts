import { readStart } from './body/start.ts';
import { type Connection, type FetchOptions, follow } from './download.ts';
import { type OutboundError, statusError, statusFailure } from './failures.ts';
import { factsOf, one } from './file-facts.ts';
import { retryAfterMs } from './retry-after.ts';

export type ProbeOptions = FetchOptions & {
  /** How many bytes of the file are asked for, and the most that are read. */
  bytes: number;
  /** Told of each hop before it is asked for, the first included. */
  visiting?: (url: URL) => void;
};

/** What a server says of a file, and how the file begins. */
export type Probed = {
  status: number;
  /** The failure that the status is to a download; null when a download would read the body. */
  failure: OutboundError | null;
  /** Where the redirects ended, and how many there were. */
  finalUrl: string;
  redirects: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The first bytes, with their content coding undone, and whether they are all. */
  start: Buffer;
  isWhole: boolean;
  /** What the whole file has, where the server says so. */
  fileBytes: number | undefined;
  /** Whether the server sent the whole file although a part was asked for. */
  ignoresRanges: boolean;
  variesByAccept: boolean;
  /** From the question to the header fields of the last answer, with the redirects; waiting for a turn does not count. */
  firstByteMs: number;
  received: number;
};

const REFUSED_RANGE = 416;
const PARTIAL = 206;

/**
 * Asks for the beginning of a file. Servers that cannot give a part of it give the whole, of which no more is read.
 * @throws OutboundError for what is the server's or the URL's fault, but for statuses, which are in the answer
 */
export async function probe(connection: Connection, url: string, options: ProbeOptions): Promise<Probed> {
  const probed = await probeOnce(connection, url, { ...options, isPartial: true });
  // A range that is refused or a part from elsewhere says nothing of the file: some servers cannot do better.
  const isUseless =
    probed.status === REFUSED_RANGE ||
    (probed.status === PARTIAL && !isFromTheStart(one(probed.headers['content-range'])));
  if (!isUseless) return probed;
  const plain = await probeOnce(connection, url, { ...options, isPartial: false });
  return { ...plain, ignoresRanges: true, received: plain.received + probed.received };
}

async function probeOnce(
  connection: Connection,
  url: string,
  { isPartial, ...options }: ProbeOptions & { isPartial: boolean },
): Promise<Probed> {
  let redirects = -1;
  let askedAt = 0;
  let waitedMs = 0;
  const visiting = (hop: URL) => {
    redirects += 1;
    if (redirects > 0) waitedMs += performance.now() - askedAt;
    askedAt = performance.now();
    options.visiting?.(hop);
  };
  const headers = () => (isPartial ? { range: `bytes=0-${options.bytes - 1}` } : undefined);
  return follow(connection, url, { ...options, visiting, headers }, async ({ answer, target }) => {
    const firstByteMs = waitedMs + performance.now() - askedAt;
    const { statusCode: status, headers } = answer;
    const described = { length: one(headers['content-length']), coding: codingOf(headers) };
    const { bytes: start, received, isWhole } = await readStart(answer.body, described, options.bytes);
    return {
      status,
      failure: failureOf(status, one(headers['retry-after'])),
      finalUrl: target.href,
      redirects,
      headers,
      start,
      isWhole: status === PARTIAL ? isAll(headers, start.length) : isWhole,
      fileBytes: fileBytesOf(status, headers, isWhole ? start.length : undefined),
      ignoresRanges: isPartial && status === 200,
      variesByAccept: factsOf(headers, target).variesByAccept,
      firstByteMs,
      received,
    };
  });
}

type Fields = Probed['headers'];

const codingOf = (headers: Fields) => [headers['content-encoding'] ?? []].flat().join(', ');

const CONTENT_RANGE = /^bytes (\d+)-(\d+)\/(\d+|\*)$/i;

const isFromTheStart = (field: string | undefined) => CONTENT_RANGE.exec(field?.trim() ?? '')?.[1] === '0';

function totalIn(field: string | undefined): number | undefined {
  const total = Number(CONTENT_RANGE.exec(field?.trim() ?? '')?.[3]);
  return Number.isSafeInteger(total) ? total : undefined;
}

const isAll = (headers: Fields, length: number) => totalIn(one(headers['content-range'])) === length;

/** @param whole the size of what was read, where that was all */
function fileBytesOf(status: number, headers: Fields, whole: number | undefined): number | undefined {
  // What is said of a coded body counts its bytes before decoding.
  const isCoded = codingOf(headers) !== '' && codingOf(headers) !== 'identity';
  if (status === PARTIAL) return isCoded ? undefined : totalIn(one(headers['content-range']));
  if (whole !== undefined) return whole;
  const declared = isCoded ? Number.NaN : Number(one(headers['content-length']) ?? Number.NaN);
  return Number.isSafeInteger(declared) && declared >= 0 ? declared : undefined;
}

/** As of a download, to which a part is no answer. */
function failureOf(status: number, retryAfter: string | undefined): OutboundError | null {
  const failure = status === PARTIAL ? undefined : statusFailure(status);
  return failure ? statusError(status, failure, retryAfterMs(retryAfter, Date.now())) : null;
}
