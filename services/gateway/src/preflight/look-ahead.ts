import { PROBE_LIMITS, type Recipe } from '@halftone/contracts';
import type { EventLog } from '@halftone/messaging';
import { fromImager } from '../dependencies.ts';
import { Problem } from '../problems/problems.ts';
import type { Preflight } from './preflight-schema.ts';
import { preflightReport } from './report.ts';
import type { ImageSample } from './sample-images.ts';

export type LookAheadDependencies = {
  log: () => Pick<EventLog, 'imageProbes'>;
  newId: () => string;
  now: () => Date;
};

export type LookAhead = {
  sample: ImageSample;
  /** How many images to look at. */
  count: number;
  recipe: Recipe;
  isExpress: boolean;
  /** Says that nobody waits for the report any more. */
  signal: AbortSignal;
};

const clientLeft = (cause: unknown) =>
  new Problem('invalid_request', 'The client went away before its answer.', { cause });

/** For the way there and back. */
const ON_THE_WAY_MS = 500;

/**
 * Has an imager look at some images of a catalogue, and reports what is to be expected of all.
 * @throws Problem `imager_unavailable` when none answers
 */
export async function lookAhead(
  { log, newId, now }: LookAheadDependencies,
  { sample, count, recipe, isExpress, signal }: LookAhead,
): Promise<Preflight> {
  const chosen = sample.choose(count);
  const started = performance.now();
  const question = {
    id: newId(),
    urls: chosen.map(({ url }) => url),
    withinMs: PROBE_LIMITS.totalMs - ON_THE_WAY_MS,
  };
  const asking = () => log().imageProbes.ask(question, { timeoutMs: PROBE_LIMITS.totalMs, signal });
  const answer =
    chosen.length === 0
      ? { images: [], imager: { downloads: 1, downloadsPerOrigin: 1, encodings: 1 } }
      : await fromImager(asking()).catch((error) => {
          throw signal.aborted ? clientLeft(error) : error;
        });
  const durationMs = performance.now() - started;
  return preflightReport({ sample, chosen, answer, durationMs, recipe, isExpress, now: now().getTime() });
}
