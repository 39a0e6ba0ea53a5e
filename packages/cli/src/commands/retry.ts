import { RequestAnswer } from '../answers.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Session } from '../session.ts';
import { plural } from '../terminal/wording.ts';
import { type WatchTask, watch } from './watch.ts';

export type RetryTask = WatchTask & { watch: boolean };

/** Starts a new request of what failed in an earlier one, and watches it when asked to. */
export async function retry(session: Session, { id, ...task }: RetryTask): Promise<ExitCode> {
  const { server, output, advice } = session;
  const request = await server.ask(RequestAnswer, `requests/${id}/retry`, { method: 'POST' });
  output.data(task.watch ? { event: 'accepted', data: request } : request);
  output.say(`Accepted: retrying ${plural(request.counts.images, 'image')} of request ${id}.`);
  output.say(`Request ${request.id}`);
  if (task.watch) return watch(session, { id: request.id, strict: task.strict });
  output.say(`Watch it: ${advice.command('watch', request.id)}`);
  return EXIT.ok;
}
