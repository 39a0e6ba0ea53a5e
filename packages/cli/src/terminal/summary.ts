import type { Advice } from '../advice.ts';
import type { FailureGroup, ImageAnswer, RequestAnswer } from '../answers.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { duration, number, plural, reuse, savings } from './wording.ts';

/** The outcome of a request that has ended, and what to do next. */
export function summaryOf(request: RequestAnswer, { command }: Advice): string[] {
  const { id, status, outcome, counts, durationMs } = request;
  const { compressed, failed, images, rejected = 0 } = counts;
  const parts = [
    `${number(compressed)} of ${plural(images, 'image')} compressed`,
    ...(failed > 0 ? [`${number(failed)} failed`] : []),
    ...(rejected > 0 ? [`${plural(rejected, 'bad row')} skipped`] : []),
    ...(durationMs === null ? [] : [`in ${duration(durationMs)}`]),
  ];
  const notes = [savings(request.bytes), reuse(request)].filter((note) => note !== undefined);
  return [
    `${status === 'cancelled' ? 'Cancelled' : `Completed, ${outcome}`}: ${parts.join(', ')}.`,
    ...notes.map((note) => `${note}.`),
    `Output:      ${command('download', id)}`,
    ...(failed > 0
      ? [
          `Failures:    ${command('images', id, '--failed')}`,
          `Failed rows: ${command('download', id, '--failed')}`,
        ]
      : []),
    ...(failed > 0 || status === 'cancelled' ? [`Retry:       ${command('retry', id)}`] : []),
  ];
}

/** Why images failed: each reason once, with how many it took, what to do about it, and an image to try that with. */
export function failureLines(
  groups: readonly FailureGroup[],
  examples: readonly ImageAnswer[],
  failed: number,
): string[] {
  if (groups.length === 0) return [];
  const width = Math.max(...groups.map(({ images }) => number(images).length));
  const indent = ' '.repeat(width + 4);
  return [
    `${plural(failed, 'image')} failed:`,
    ...groups.flatMap(({ code, title, hint, images }) => {
      const url = examples.find(({ reason }) => reason?.code === code)?.url;
      return [
        `  ${number(images).padStart(width)}  ${title} (${code})`,
        `${indent}${hint}`,
        ...(url ? [`${indent}${images > 1 ? 'for example ' : ''}${url}`] : []),
      ];
    }),
  ];
}

/** What a script may overlook, since the command succeeds. */
export function warningOf({ status, outcome, counts }: RequestAnswer, strict: boolean): string | undefined {
  if (strict || status !== 'completed' || outcome !== 'partial') return undefined;
  return `${number(counts.failed)} of ${plural(counts.images, 'image')} failed, and the exit code is 0. With --strict it is ${EXIT.failures}.`;
}

/** What a watched request's end is for a script. */
export function exitCodeOf({ status, outcome }: RequestAnswer, strict: boolean): ExitCode {
  const good = outcome === 'succeeded' || (outcome === 'partial' && !strict);
  return status === 'completed' && good ? EXIT.ok : EXIT.failures;
}
