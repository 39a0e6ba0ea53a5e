import type { EventData, Lane } from '@halftone/contracts';
import { IMAGE_FORMATS } from './formats/formats.ts';
import { metrics } from './metrics.ts';
import type { Verdict } from './retry-policy.ts';
import type { Stage } from './stage.ts';

const STAGES = { downloadMs: 'download', encodeMs: 'encode', storeMs: 'store' } as const;

/** Counts an attempt at an image, with how long its stages took; one that did not take place took 0. */
export function measureAttempt(
  lane: Lane,
  outcome: { outcome: 'compressed'; image: EventData<'image.compressed'> } | { outcome: 'ended' } | Verdict,
  timings: Record<Stage, number>,
): void {
  for (const stage of Object.keys(STAGES) as Stage[]) {
    if (timings[stage] > 0) metrics.stages.observe({ stage: STAGES[stage] }, timings[stage] / 1000);
  }
  switch (outcome.outcome) {
    case 'compressed':
      measureCompressed(lane, outcome.image);
      break;
    case 'failed':
      metrics.failures.add({ reason: outcome.code, lane });
      metrics.images.add({ outcome: 'failed', lane, format: 'unknown' });
      break;
    case 'retry':
      metrics.retries.add({ reason: outcome.code, lane });
      break;
    case 'ended':
      break;
  }
}

function measureCompressed(
  lane: Lane,
  { source, output, keptOriginal, reused }: EventData<'image.compressed'>,
): void {
  const format = IMAGE_FORMATS.find((known) => known === source.format) ?? 'unknown';
  metrics.images.add({ outcome: keptOriginal ? 'kept_original' : 'compressed', lane, format });
  if (reused) metrics.reused.add({ by: reused.by, lane });
  metrics.sourceBytes.add({}, source.bytes);
  metrics.outputBytes.add({}, output.bytes);
}
