import { type Attributes, inSpan } from '@halftone/telemetry';
import type { Stopwatch } from './stopwatch.ts';

export type Stage = 'downloadMs' | 'encodeMs' | 'storeMs';

const SPANS: Readonly<Record<Stage, string>> = {
  downloadMs: 'download',
  encodeMs: 'encode',
  storeMs: 'store',
};

/** A stage of the work, timed, and a span of its own in a trace. */
export const stage = <T>(
  stopwatch: Stopwatch<Stage>,
  name: Stage,
  work: () => Promise<T>,
  attributes: Attributes = {},
) => stopwatch.time(name, () => inSpan(SPANS[name], { attributes }, work));
