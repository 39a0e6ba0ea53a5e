import { type ImageAnswer, ImagesAnswer } from '../answers.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { pagesOf } from '../server/pages.ts';
import type { Session } from '../session.ts';
import { imageLines } from '../terminal/image-lines.ts';
import { number } from '../terminal/wording.ts';

export type ImagesTask = {
  id: string;
  /** Only those that failed. */
  failed: boolean;
  /** Only those that failed for this reason, by its code. */
  reason: string | undefined;
  /** The most images to show. */
  limit: number;
};

/** Shows the images of a request: what became of each and, of one that failed, for which product, why, and what to do. */
export async function images(
  { server, output, advice }: Pick<Session, 'server' | 'output' | 'advice'>,
  { id, failed, reason, limit }: ImagesTask,
): Promise<ExitCode> {
  const query = { status: failed || reason ? 'failed' : undefined, reason, rows: 'true' };
  const path = `requests/${id}/images`;
  let shown = 0;
  const page = pagesOf<ImageAnswer>(
    (at) => server.ask(ImagesAnswer, path, { query: { ...query, ...at } }),
    limit,
  );
  for await (const image of page.items) {
    output.data(image);
    for (const line of imageLines(image)) output.say(line);
    shown += 1;
  }
  if (shown === 0) output.say(nothingOf(failed, reason));
  if (page.hasMore()) {
    const all = advice.command('download', id, ...(failed || reason ? ['--failed'] : []));
    output.say(`These are the first ${number(shown)}; --limit shows more. All of them as CSV: ${all}`);
  }
  return EXIT.ok;
}

function nothingOf(failed: boolean, reason: string | undefined): string {
  if (reason) return `No image has failed with ${reason}.`;
  return failed ? 'No image has failed.' : 'There are no images yet.';
}
