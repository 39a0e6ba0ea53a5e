import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Session } from '../session.ts';

const NO_CONTENT = 204;

/** Deletes a request with everything about it: images, rows and events. */
export async function deleteRequest(
  { server, output }: Pick<Session, 'server' | 'output'>,
  { id }: { id: string },
): Promise<ExitCode> {
  const response = await server.call(`requests/${id}`, { method: 'DELETE' });
  await response.body?.cancel();
  const gone = response.status === NO_CONTENT;
  output.data({ id, deleted: gone });
  output.say(
    gone
      ? `Deleted request ${id}: its rows and events are gone, its images follow in a moment.`
      : `Request ${id} is going to be deleted, as soon as everything that this takes is available.`,
  );
  return EXIT.ok;
}
