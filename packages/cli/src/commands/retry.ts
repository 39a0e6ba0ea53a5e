import { RequestAnswer } from '../answers.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Session } from '../session.ts';
import { plural } from '../terminal/wording.ts';

/** Starts a new request of what failed in an earlier one. */
export async function retry(
  { server, output }: Pick<Session, 'server' | 'output'>,
  { id }: { id: string },
): Promise<ExitCode> {
  const request = await server.ask(RequestAnswer, `requests/${id}/retry`, { method: 'POST' });
  output.data(request);
  output.say(`Accepted: retrying ${plural(request.counts.images, 'image')} of request ${id}.`);
  output.say(`Request ${request.id}`);
  output.say(`Watch it: halftone watch ${request.id}`);
  return EXIT.ok;
}
