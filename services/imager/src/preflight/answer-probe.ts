import type { ProbeAnswer, ProbedImage, ProbeQuestion } from '@halftone/contracts';
import type { Logger } from '@halftone/runtime';
import type { Allowance } from '../download/allowance.ts';
import type { ProbeImage } from './probe-image.ts';

export type AnswerProbeParts = {
  look: ProbeImage;
  /** Looks at once, of all questions together. */
  places: Allowance;
  imager: ProbeAnswer['imager'];
  logger: Logger;
};

/** Of one question, to one host. */
const AT_ONCE_PER_HOST = 2;

/** After so many failures of this kind in a row, a host is left alone: the next one would only cost it and us. */
const HOPELESS_AFTER = 2;
const HOPELESS = new Set(['dns_failed', 'connection_failed', 'tls_failed', 'timeout', 'blocked_address']);
/** One of these is enough. */
const UNWELCOME = new Set(['rate_limited']);

/** As browsers ask, to see whether a server gives them another format. */
const BROWSERS_ACCEPT = 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8';

/** The answer has to be on its way before the time is up. */
const ANSWER_MS = 250;

/**
 * Looks at the images of a question: of each host few at once, of all hosts no more than there are places, and for no longer
 * than was said. Whatever was not reached by then is unfinished.
 */
export function answerProbe(parts: AnswerProbeParts) {
  return async ({ urls, withinMs }: ProbeQuestion, stopped: AbortSignal): Promise<ProbeAnswer> => {
    const started = performance.now();
    using deadline = deadlineOf(Math.max(1, withinMs - ANSWER_MS), stopped);
    const hosts = Map.groupBy(urls, (url) => URL.parse(url)?.host ?? '');
    const visits = [...hosts.values()].map((ofHost) => visitHost(parts, ofHost, deadline));
    const seen = new Map((await Promise.all(visits)).flatMap((visit) => [...visit]));
    const images = urls.map((url) => seen.get(url) ?? UNFINISHED);
    const durationMs = Math.round(performance.now() - started);
    const received = images.reduce((sum, image) => sum + image.received, 0);
    const unfinished = images.filter(({ state }) => state === 'unfinished').length;
    const { logger, imager } = parts;
    logger.info(
      { images: urls.length, hosts: hosts.size, unfinished, received, durationMs, stopped: stopped.aborted },
      'images looked at',
    );
    return { images, imager };
  };
}

const UNFINISHED: ProbedImage = { state: 'unfinished', signs: [], received: 0 };

type Deadline = Disposable & { signal: AbortSignal; leftMs(): number };

function deadlineOf(ms: number, stopped: AbortSignal): Deadline {
  const until = performance.now() + ms;
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), ms);
  return {
    signal: AbortSignal.any([ending.signal, stopped]),
    leftMs: () => Math.max(1, until - performance.now()),
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}

/** Those of the images of a host that were looked at before the time was up, or the host had to be left alone. */
async function visitHost(
  parts: AnswerProbeParts,
  urls: readonly string[],
  deadline: Deadline,
): Promise<Map<string, ProbedImage>> {
  const seen = new Map<string, ProbedImage>();
  const waiting = [...urls];
  let failuresInRow = 0;
  const isWorthIt = () => failuresInRow < HOPELESS_AFTER && !deadline.signal.aborted;
  const work = async () => {
    for (let url = waiting.shift(); url !== undefined && isWorthIt(); url = waiting.shift()) {
      const looked = await lookInTime(parts, url, deadline);
      seen.set(url, looked);
      const code = looked.reason?.code ?? '';
      if (UNWELCOME.has(code)) failuresInRow = HOPELESS_AFTER;
      else failuresInRow = HOPELESS.has(code) ? failuresInRow + 1 : 0;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE_PER_HOST }, work));
  await askAsBrowser(parts, seen, deadline);
  return seen;
}

/** @returns as unfinished what the end of the time, or of the question, cut off */
async function lookInTime(
  { look, places }: AnswerProbeParts,
  url: string,
  { signal, leftMs }: Deadline,
  accept?: string,
): Promise<ProbedImage> {
  // Waiting for a place says nothing of the server.
  let asked: number | undefined;
  try {
    using _place = await places.take(1, { urgent: false, signal });
    asked = performance.now();
    return await look(url, { withinMs: leftMs(), signal, ...(accept && { accept }) });
  } catch (error) {
    if (!signal.aborted) throw error;
    return { ...UNFINISHED, ...(asked !== undefined && { waitedMs: performance.now() - asked }) };
  }
}

/** Of each host one image is asked for once more, as a browser would: the answer alone shows whether it negotiates. */
async function askAsBrowser(
  parts: AnswerProbeParts,
  seen: Map<string, ProbedImage>,
  deadline: Deadline,
): Promise<void> {
  const [url, first] =
    [...seen].find(([, { state, format }]) => state === 'image' && isConverted(format)) ?? [];
  if (url === undefined || !first || deadline.signal.aborted) return;
  const again = await lookInTime(parts, url, deadline, BROWSERS_ACCEPT);
  first.received += again.received;
  if (again.state === 'image' && again.format && again.format !== first.format)
    first.negotiated = again.format;
}

/** What servers convert for browsers. */
const isConverted = (format: string | undefined) => format === 'jpeg' || format === 'png' || format === 'gif';
