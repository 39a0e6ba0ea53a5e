import { ListAnswer, type RequestAnswer } from '../answers.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { pagesOf } from '../server/pages.ts';
import type { Session } from '../session.ts';
import { requestLines } from '../terminal/request-lines.ts';

export type ListTask = {
  status: string | undefined;
  outcome: string | undefined;
  /** The most requests to show. */
  limit: number;
};

/** Shows requests, the newest first. */
export async function list(
  { server, output }: Pick<Session, 'server' | 'output'>,
  { status, outcome, limit }: ListTask,
): Promise<ExitCode> {
  const ask = (at: object) => server.ask(ListAnswer, 'requests', { query: { status, outcome, ...at } });
  const requests: RequestAnswer[] = [];
  for await (const request of pagesOf<RequestAnswer>(ask, limit).items) {
    output.data(request);
    requests.push(request);
  }
  if (requests.length === 0) output.say('There are no such requests.');
  else for (const line of requestLines(requests, output.columns)) output.say(line);
  return EXIT.ok;
}
