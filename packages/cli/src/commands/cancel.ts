import { RequestAnswer } from '../answers.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Session } from '../session.ts';
import { number, plural } from '../terminal/wording.ts';

/** Stops a request; the images that have ended stay. */
export async function cancel(
  { server, output, advice }: Pick<Session, 'server' | 'output' | 'advice'>,
  { id }: { id: string },
): Promise<ExitCode> {
  const request = await server.ask(RequestAnswer, `requests/${id}/cancel`, { method: 'POST' });
  const { compressed, images } = request.counts;
  output.data(request);
  output.say(
    `Cancelled request ${id}: ${number(compressed)} of ${plural(images, 'image')} had been compressed.`,
  );
  output.say(`What there is: ${advice.command('download', id)}`);
  output.say(`The rest:      ${advice.command('retry', id)}`);
  return EXIT.ok;
}
