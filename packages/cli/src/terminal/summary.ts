import type { RequestAnswer } from '../answers.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { duration, number, plural, savings } from './wording.ts';

/** The outcome of a request that has ended, and what to do next. */
export function summaryOf(request: RequestAnswer): string[] {
  const { id, status, outcome, counts, durationMs } = request;
  const { compressed, failed, images, rejected = 0 } = counts;
  const parts = [
    `${number(compressed)} of ${plural(images, 'image')} compressed`,
    ...(failed > 0 ? [`${number(failed)} failed`] : []),
    ...(rejected > 0 ? [`${plural(rejected, 'bad row')} skipped`] : []),
    ...(durationMs === null ? [] : [`in ${duration(durationMs)}`]),
  ];
  const saved = savings(request.bytes);
  return [
    `${status === 'cancelled' ? 'Cancelled' : `Completed, ${outcome}`}: ${parts.join(', ')}.`,
    ...(saved ? [`${saved}.`] : []),
    `Output:      halftone download ${id}`,
    ...(failed > 0
      ? [`Failed rows: halftone download ${id} --failed`, `Retry:       halftone retry ${id}`]
      : []),
  ];
}

/** What a watched request's end is for a script. */
export const exitCodeOf = ({ status, outcome }: RequestAnswer): ExitCode =>
  status === 'completed' && outcome === 'succeeded' ? EXIT.ok : EXIT.failures;
