import type { ImageEnd } from '@halftone/contracts';
import { type Logger, untilReady } from '@halftone/runtime';
import { createIdSet, type IdSet } from './id-set.ts';
import { type LastEvent, standsInLog } from './request-ends.ts';

/**
 * Which images have ended. A consumer that was deleted or lost begins at the start of the log, and an event may be
 * published or delivered twice: an image whose end stands in the log is to be passed over, and its output left alone.
 */
export type ImageEnds = {
  /**
   * Whether the image has been compressed or has failed, as far as was known a second ago, or, where `afresh` is set, as
   * the log has it now. Waits for the log while it is away: that costs no attempt.
   */
  hasEnded(image: Image, options: { signal: AbortSignal; afresh?: boolean }): Promise<boolean>;
  /** Takes note of an end that was just published, before the log is looked at again. */
  note(image: Image): void;
};

type Image = { requestId: string; imageId: string };

export type ImageEndsParts = {
  log: {
    lastEvent: LastEvent<'request.completed'>;
    /** The images of a request that have ended so, in the order of the log from a sequence on. */
    imageEnds(
      name: ImageEnd,
      requestId: string,
      from: number,
    ): AsyncIterable<{ imageId: string; seq: number }>;
  };
  logger: Logger;
  now?: () => number;
  /** How many images are remembered in all; those of the request that is asked for are, however many. */
  maxImages?: number;
};

/** What is known of a request. Of one that is complete every image has ended, so none has to be remembered. */
type Known = {
  requestId: string;
  isCompleted: boolean;
  images: IdSet;
  /** The first sequences that were not looked at. */
  from: Record<ImageEnd, number>;
  lookedAt: number;
  looking?: Promise<void> | undefined;
  isAnyPassedOver: boolean;
};

/** How long an answer is cached. */
const ANSWER_HOLDS_MS = 1_000;
/** More requests than are in flight at once. */
const MAX_REQUESTS = 1_000;
/** Up to 64 MB. */
const MAX_IMAGES = 2_000_000;

/**
 * Learns of the ends of images from the log, one request at a time: once from its start, and then what has come since.
 * A request that is complete costs one question, however many images it has.
 */
export function createImageEnds({
  log,
  logger,
  now = Date.now,
  maxImages = MAX_IMAGES,
}: ImageEndsParts): ImageEnds {
  const requests = new Map<string, Known>();

  async function look(known: Known): Promise<void> {
    const { requestId } = known;
    const startedAt = now();
    if (known.images.size === 0) {
      known.isCompleted = await standsInLog({ log, logger }, 'request.completed', requestId);
    }
    if (!known.isCompleted) {
      await Promise.all([readOn(known, 'image.compressed'), readOn(known, 'image.failed')]);
    }
    known.lookedAt = startedAt;
    forgetOldest(requests, known, maxImages);
  }
  async function readOn({ requestId, images, from }: Known, name: ImageEnd): Promise<void> {
    for await (const { imageId, seq } of log.imageEnds(name, requestId, from[name])) {
      images.add(imageId);
      from[name] = seq + 1;
    }
  }
  const lookTogether = (known: Known) => {
    known.looking ??= look(known).finally(() => {
      known.looking = undefined;
    });
    return known.looking;
  };
  const isEnd = ({ isCompleted, images }: Known, imageId: string) => isCompleted || images.has(imageId);

  return {
    async hasEnded({ requestId, imageId }, { signal, afresh = false }) {
      const known = recall(requests, requestId);
      const isCurrent = () => isEnd(known, imageId) || (!afresh && now() < known.lookedAt + ANSWER_HOLDS_MS);
      const ask = async () => {
        if (isCurrent()) return isEnd(known, imageId);
        // One that is under way may have passed the place already where the end now stands.
        if (afresh) await known.looking;
        await lookTogether(known);
        return isEnd(known, imageId);
      };
      // What is known is not waited for: with its timer that costs as much as the rest of the question.
      const hasEnded = isCurrent()
        ? isEnd(known, imageId)
        : await untilReady('the log', ask, { logger, signal });
      if (hasEnded && !known.isAnyPassedOver) {
        known.isAnyPassedOver = true;
        logger.info({ requestId }, 'images of the request have ended already; they are passed over');
      }
      return hasEnded;
    },
    note({ requestId, imageId }) {
      requests.get(requestId)?.images.add(imageId);
    },
  };
}

/** The map is in the order of use. */
function recall(requests: Map<string, Known>, requestId: string): Known {
  const known = requests.get(requestId) ?? {
    requestId,
    isCompleted: false,
    images: createIdSet(),
    from: { 'image.compressed': 1, 'image.failed': 1 },
    lookedAt: Number.NEGATIVE_INFINITY,
    isAnyPassedOver: false,
  };
  requests.delete(requestId);
  requests.set(requestId, known);
  return known;
}

/** What is forgotten is read again when it is asked for. */
function forgetOldest(requests: Map<string, Known>, kept: Known, maxImages: number): void {
  let images = 0;
  for (const known of requests.values()) images += known.images.size;
  for (const known of requests.values()) {
    if (requests.size <= MAX_REQUESTS && images <= maxImages) return;
    if (known === kept || known.looking) continue;
    requests.delete(known.requestId);
    images -= known.images.size;
  }
}
