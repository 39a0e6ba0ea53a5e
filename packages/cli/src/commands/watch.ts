import {
  type FailureGroup,
  FailuresAnswer,
  type ImageAnswer,
  ImagesAnswer,
  type RequestAnswer,
} from '../answers.ts';
import { CommandError } from '../command-error.ts';
import type { ExitCode } from '../exit-codes.ts';
import { followRequest } from '../server/follow-request.ts';
import type { Session } from '../session.ts';
import { exitCodeOf, failureLines, summaryOf, warningOf } from '../terminal/summary.ts';
import { createWatchView } from '../terminal/watch-view.ts';

export type WatchTask = {
  id: string;
  /** Whether one image that failed makes the command fail. */
  strict: boolean;
};

/** Shows how a request goes on until it has ended, and why images failed. */
export async function watch(session: Session, { id, strict }: WatchTask): Promise<ExitCode> {
  const { output, signal, advice } = session;
  const view = createWatchView(session);
  const events = followRequest(session, id);
  try {
    let step = await events.next();
    for (; !step.done; step = await events.next()) view.show(step.value);
    view.end();
    const request = step.value;
    const { groups, examples } = await failuresOf(session, request);
    for (const line of failureLines(groups, examples, request.counts.failed)) output.say(line);
    for (const line of summaryOf(request, advice)) output.say(line);
    const warning = warningOf(request, strict);
    if (warning) output.warn(warning);
    return exitCodeOf(request, strict);
  } catch (error) {
    if (signal.aborted) output.say(`The request continues. Watch it again: ${advice.command('watch', id)}`);
    throw error;
  }
}

type Failures = { groups: FailureGroup[]; examples: ImageAnswer[] };
const NONE: Failures = { groups: [], examples: [] };
/** Of the images that failed, so many are looked at for an example of each reason. */
const EXAMPLES = '200';

/** Why images failed, the most frequent reason first. Without an answer the summary is still worth having. */
async function failuresOf({ server, output }: Session, { id, counts }: RequestAnswer): Promise<Failures> {
  if (counts.failed === 0 || output.form === 'json') return NONE;
  try {
    const [{ items: groups }, { items: examples }] = await Promise.all([
      server.ask(FailuresAnswer, `requests/${id}/failures`),
      server.ask(ImagesAnswer, `requests/${id}/images`, { query: { status: 'failed', limit: EXAMPLES } }),
    ]);
    return { groups, examples };
  } catch (error) {
    if (error instanceof CommandError) return NONE;
    throw error;
  }
}
