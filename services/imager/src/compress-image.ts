import { type EventData, reasonOf } from '@halftone/contracts';
import {
  type Delivery,
  type ImageEnds,
  type PublishWithRetries,
  type RequestEnds,
  RetryLater,
} from '@halftone/messaging';
import type { Logger } from '@halftone/runtime';
import { measureAttempt } from './measure-image.ts';
import { metrics } from './metrics.ts';
import type { OneAtATime } from './one-at-a-time.ts';
import { type ProduceParts, produce } from './produce.ts';
import { MAX_DELIVERIES, type Verdict, verdictOn } from './retry-policy.ts';
import type { Stage } from './stage.ts';
import { createStopwatch, type Stopwatch } from './stopwatch.ts';
import type { ImageStore } from './store/image-store.ts';

/** What the handler needs: the stages of the work, what limits them, and where the outcome goes. */
export type CompressImageParts = ProduceParts & {
  requestEnds: RequestEnds;
  imageEnds: ImageEnds;
  /** The images in hand here: the second delivery of one waits for the first. */
  inHand: OneAtATime;
  store: Pick<ImageStore, 'removeAll'>;
  /** What outcomes that nobody waits for wait for, so that several of them go to the log together. */
  departure: () => Promise<void>;
  /** Patient, so that a log that is away or full costs no attempt. */
  publish: PublishWithRetries;
  logger: Logger;
  /** The wait after the first attempt that failed for a passing reason. */
  retryBaseMs: number;
  /** From 0 to 1. */
  random: () => number;
};

type Outcome =
  | { outcome: 'compressed'; image: EventData<'image.compressed'> }
  | { outcome: 'ended' }
  | (Verdict & { cause?: unknown });

/** As much of a detail as an event takes. */
const MAX_DETAIL = 1000;

/** Handles `image.requested`: every image ends as `image.compressed` or `image.failed`, or is tried again later. */
export function compressImage(
  parts: CompressImageParts,
): (delivery: Delivery<'image.requested'>) => Promise<void> {
  return async (delivery) => {
    const { requestId, imageId, lane } = delivery.event.data;
    const unit = { requestId, imageId, lane, attempt: delivery.attempt };
    const stopwatch = createStopwatch<Stage>(['downloadMs', 'encodeMs', 'storeMs']);
    metrics.inHand.add({ lane });
    try {
      if (await parts.requestEnds.hasEnded(requestId, delivery.signal)) return;
      using _turn = await parts.inHand.take(`${requestId}/${imageId}`);
      if (await hasEnded(parts, delivery)) return parts.logger.debug(unit, 'image has ended already');
      const outcome = await outcomeOf(parts, delivery, stopwatch);
      if (await isUnwanted(parts, delivery, outcome)) return;
      await publishOutcome(parts, delivery, outcome);
      measureAttempt(lane, outcome, stopwatch.read());
      parts.logger.info({ ...unit, ...stopwatch.read(), ...summaryOf(outcome) }, 'image');
      if (outcome.outcome === 'retry') {
        throw new RetryLater(outcome.delayMs, outcome.code, { cause: outcome.cause });
      }
    } catch (error) {
      if (delivery.signal.aborted) throw new RetryLater(0, 'the imager is stopping', { cause: error });
      throw error;
    } finally {
      metrics.inHand.add({ lane }, -1);
    }
  };
}

/**
 * Whether the log holds the end of the image: its consumer was lost, or another instance has taken the image over. One
 * that comes again may have been ended by whoever had it before, a moment ago.
 */
function hasEnded(
  { imageEnds }: CompressImageParts,
  { event: { data }, attempt, signal }: Delivery<'image.requested'>,
): Promise<boolean> {
  return imageEnds.hasEnded(data, { signal, afresh: attempt > 1 });
}

/**
 * Whether the request was deleted meanwhile, with all its outputs. One that was stored since then is removed here: the
 * log is asked after the storing, so a deletion that it does not know of yet finds the output in the store.
 */
async function isUnwanted(
  { requestEnds, store, departure }: CompressImageParts,
  { event: { data }, signal }: Delivery<'image.requested'>,
  outcome: Outcome,
): Promise<boolean> {
  if (data.lane !== 'express') await departure();
  const isDeleted = await requestEnds.isDeleted(data.requestId, signal);
  if (isDeleted && outcome.outcome === 'compressed') await store.removeAll(outcome.image.output.key, signal);
  return isDeleted;
}

/** @throws when it is our own failure, or the service stops: neither says anything of the image */
async function outcomeOf(
  parts: CompressImageParts,
  delivery: Delivery<'image.requested'>,
  stopwatch: Stopwatch<Stage>,
): Promise<Outcome> {
  // Before any work: whatever kills the process with this image must not do so forever.
  if (delivery.attempt > MAX_DELIVERIES) {
    const detail = `Processing did not finish in ${MAX_DELIVERIES} attempts.`;
    return { outcome: 'failed', code: 'crashed', detail };
  }
  try {
    const image = await produce(parts, delivery, stopwatch);
    return image ? { outcome: 'compressed', image } : { outcome: 'ended' };
  } catch (cause) {
    const timing = { baseMs: parts.retryBaseMs, random: parts.random() };
    const verdict = delivery.signal.aborted ? undefined : verdictOn(cause, delivery.attempt, timing);
    if (!verdict) throw cause;
    // The first end counts; a second one would contradict it.
    if (verdict.outcome === 'failed' && (await hasEnded(parts, delivery))) return { outcome: 'ended' };
    return { ...verdict, cause };
  }
}

async function publishOutcome(
  { publish, imageEnds }: CompressImageParts,
  { event: { data }, attempt, signal }: Delivery<'image.requested'>,
  outcome: Outcome,
): Promise<void> {
  const { requestId, imageId, url } = data;
  if (outcome.outcome === 'compressed') await publish('image.compressed', outcome.image, signal);
  else if (outcome.outcome === 'failed') {
    const { code, detail, hint, source } = outcome;
    const reason = reasonOf(code, detail.slice(0, MAX_DETAIL), hint?.slice(0, MAX_DETAIL));
    const failed = { requestId, imageId, url, reason, ...(source && { source }), attempts: attempt };
    await publish('image.failed', failed, signal);
  } else return;
  imageEnds.note(data);
}

/** What the log line says of it. */
function summaryOf(outcome: Outcome): Record<string, unknown> {
  if (outcome.outcome === 'ended') return outcome;
  if (outcome.outcome !== 'compressed') {
    const { cause: _, ...verdict } = outcome;
    return verdict;
  }
  const { source, output, keptOriginal, codec, reused } = outcome.image;
  return {
    outcome: outcome.outcome,
    format: source.format,
    sourceBytes: source.bytes,
    outputBytes: output.bytes,
    keptOriginal,
    codec,
    reused: reused?.by,
  };
}
