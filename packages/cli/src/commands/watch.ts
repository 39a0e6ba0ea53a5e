import type { ExitCode } from '../exit-codes.ts';
import { followRequest } from '../server/follow-request.ts';
import type { Session } from '../session.ts';
import { exitCodeOf, summaryOf } from '../terminal/summary.ts';
import { createWatchView } from '../terminal/watch-view.ts';

/** Shows how a request goes on until it has ended. */
export async function watch(session: Session, { id }: { id: string }): Promise<ExitCode> {
  const { server, output, signal } = session;
  const view = createWatchView(session);
  const events = followRequest(server, id, signal);
  try {
    let step = await events.next();
    for (; !step.done; step = await events.next()) view.show(step.value);
    view.end();
    for (const line of summaryOf(step.value)) output.say(line);
    return exitCodeOf(step.value);
  } catch (error) {
    if (signal.aborted) output.say(`The request continues. Watch it again: halftone watch ${id}`);
    throw error;
  }
}
