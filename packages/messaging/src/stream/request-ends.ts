import { type EventName, InvalidEventError } from '@halftone/contracts';
import { type Logger, untilReady } from '@halftone/runtime';

/** Whether the outcome of a request is still wanted. */
export type RequestEnds = {
  /** Cancelled or deleted, as far as was known a second ago: cheap enough to ask before every piece of work. */
  hasEnded(requestId: string, signal: AbortSignal): Promise<boolean>;
  /** Deleted, as far as was known a second ago. */
  wasDeleted(requestId: string, signal: AbortSignal): Promise<boolean>;
  /** Deleted, as the log has it now. */
  isDeleted(requestId: string, signal: AbortSignal): Promise<boolean>;
};

type EndEvent = 'request.cancelled' | 'request.deleted';

/** Gives null when the request has no such event. */
export type LastEvent<N extends EventName> = (name: N, requestId: string) => Promise<unknown>;

export type RequestEndsParts = {
  log: { lastEvent: LastEvent<EndEvent> };
  logger: Logger;
  now?: () => number;
};

/** How long an answer is cached: for this long, work on a cancelled request may still start. */
const ANSWER_HOLDS_MS = 1_000;
/** More requests than are in flight at once. */
const MAX_ANSWERS = 1_000;

/** Learns of the end of requests from the log, for which it waits while it is away: that costs no attempt. */
export function createRequestEnds({ log, logger, now = Date.now }: RequestEndsParts): RequestEnds {
  const ask = (name: EndEvent, requestId: string) => standsInLog({ log, logger }, name, requestId);
  const askForEnd = async (requestId: string) => {
    const answers = [ask('request.cancelled', requestId), ask('request.deleted', requestId)];
    return (await Promise.all(answers)).includes(true);
  };
  const rememberedEnd = remembering(askForEnd, now);
  const askForDeletion = (requestId: string) => ask('request.deleted', requestId);
  const rememberedDeletion = remembering(askForDeletion, now);
  const deletionNow = together(askForDeletion);
  const remembered = ({ recall, learn }: Remembering, requestId: string, signal: AbortSignal) =>
    recall(requestId) ?? untilReady('the log', () => learn(requestId), { logger, signal });
  return {
    hasEnded: (requestId, signal) => remembered(rememberedEnd, requestId, signal),
    wasDeleted: (requestId, signal) => remembered(rememberedDeletion, requestId, signal),
    isDeleted: (requestId, signal) => untilReady('the log', () => deletionNow(requestId), { logger, signal }),
  };
}

/**
 * Asks once for all that want to know while an earlier question is under way: that one may have been answered before they
 * came, so theirs is the next. Of the images of a request, which ask each for itself, many do so at the same time.
 */
function together(ask: (key: string) => Promise<boolean>) {
  const asking = new Map<string, Promise<boolean>>();
  const next = new Map<string, Promise<boolean>>();
  const begin = (key: string): Promise<boolean> => {
    next.delete(key);
    const answer = ask(key);
    asking.set(key, answer);
    const end = () => {
      if (asking.get(key) === answer) asking.delete(key);
    };
    answer.then(end, end);
    return answer;
  };
  return (key: string): Promise<boolean> => {
    const current = asking.get(key);
    if (!current) return begin(key);
    const waiting = next.get(key);
    if (waiting) return waiting;
    const after = current.then(
      () => begin(key),
      () => begin(key),
    );
    next.set(key, after);
    return after;
  };
}

/** Whether the request has such an event, and a readable one. */
export async function standsInLog<N extends EventName>(
  { log, logger }: { log: { lastEvent: LastEvent<N> }; logger: Logger },
  name: N,
  requestId: string,
): Promise<boolean> {
  try {
    return (await log.lastEvent(name, requestId)) !== null;
  } catch (err) {
    if (!(err instanceof InvalidEventError)) throw err;
    // It is a dead letter of the tracker's. Whoever waited for it to become an event would keep others from their turn.
    logger.warn({ err, requestId }, 'unreadable end of a request skipped');
    return false;
  }
}

type Remembering = {
  /** The answer where it is known: most who ask are many images of one request, and have nothing to wait for. */
  recall(key: string): Promise<boolean> | undefined;
  learn(key: string): Promise<boolean>;
};

/** Asks once for all that ask at the same time or shortly after. A request that has ended stays so. */
function remembering(ask: (key: string) => Promise<boolean>, now: () => number): Remembering {
  const known = new Map<string, { answer: Promise<boolean>; until: number; isThere: boolean }>();
  const current = (key: string) => {
    const before = known.get(key);
    return before && now() < before.until ? before : undefined;
  };
  return {
    recall(key) {
      const before = current(key);
      return before?.isThere ? before.answer : undefined;
    },
    learn(key) {
      const before = current(key);
      if (before) return before.answer;
      const entry = { answer: ask(key), until: now() + ANSWER_HOLDS_MS, isThere: false };
      known.delete(key);
      known.set(key, entry);
      entry.answer.then(
        (hasEnded) => {
          entry.isThere = true;
          if (hasEnded) entry.until = Number.POSITIVE_INFINITY;
        },
        () => {
          if (known.get(key) === entry) known.delete(key);
        },
      );
      const [oldest] = known.keys();
      if (known.size > MAX_ANSWERS && oldest !== undefined) known.delete(oldest);
      return entry.answer;
    },
  };
}
