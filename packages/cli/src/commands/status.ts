import { RequestAnswer } from '../answers.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Session } from '../session.ts';
import { duration, number, pace, plural, savings, standing } from '../terminal/wording.ts';

/** Shows where a request stands. */
export async function status(
  { server, output }: Pick<Session, 'server' | 'output'>,
  { id }: { id: string },
): Promise<ExitCode> {
  const request = await server.ask(RequestAnswer, `requests/${id}`);
  output.data(request);
  const rows = rowsOf(request).filter((row): row is [string, string] => Boolean(row[1]));
  for (const [label, text] of rows) output.say(`${label.padEnd(10)}${text}`);
  return EXIT.ok;
}

function rowsOf(request: RequestAnswer): [string, string | undefined][] {
  const { counts, durationMs, recipe } = request;
  const { rejected = 0 } = counts;
  return [
    ['Request', request.id],
    ['File', request.filename],
    ['Status', standing(request)],
    [
      'Products',
      `${number(counts.products)}${rejected > 0 ? `, ${plural(rejected, 'bad row')} skipped` : ''}`,
    ],
    [
      'Images',
      `${number(counts.compressed)} of ${number(counts.images)} compressed, ${number(counts.failed)} failed`,
    ],
    ['Bytes', savings(request.bytes)],
    ['Pace', pace(request).join(', ')],
    [
      'Recipe',
      Object.entries(recipe)
        .map(([field, value]) => `${field} ${value}`)
        .join(', '),
    ],
    ['Retry of', request.retryOf ?? undefined],
    ['Created', request.createdAt],
    ['Took', durationMs === null ? undefined : duration(durationMs)],
  ];
}
