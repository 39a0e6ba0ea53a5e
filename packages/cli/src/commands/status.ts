import type { Advice } from '../advice.ts';
import { DeliveriesAnswer, RequestAnswer } from '../answers.ts';
import { CommandError } from '../command-error.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Session } from '../session.ts';
import { deliveryStanding } from '../terminal/delivery-lines.ts';
import { duration, number, pace, plural, reuse, savings, standing } from '../terminal/wording.ts';

/** Shows where a request stands, and its webhook. */
export async function status(
  session: Pick<Session, 'server' | 'output' | 'advice'>,
  { id }: { id: string },
): Promise<ExitCode> {
  const { server, output, advice } = session;
  const request = await server.ask(RequestAnswer, `requests/${id}`);
  output.data(request);
  if (output.form === 'json') return EXIT.ok;
  const webhook = await webhookOf(session, request);
  const rows = [...rowsOf(request), ['Webhook', webhook], ...nextOf(request, advice)];
  const said = rows.filter((row): row is [string, string] => Boolean(row[1]));
  for (const [label, text] of said) output.say(`${label.padEnd(10)}${text}`);
  return EXIT.ok;
}

/** How the webhook does: nobody is to wait for one that does not arrive. */
async function webhookOf(
  { server }: Pick<Session, 'server'>,
  { id, status, webhookUrl }: RequestAnswer,
): Promise<string | undefined> {
  if (status !== 'completed') return webhookUrl ? `to ${webhookUrl}, once it has ended` : undefined;
  try {
    const { items } = await server.ask(DeliveriesAnswer, `requests/${id}/deliveries`);
    return items.map(deliveryStanding).join('; ') || undefined;
  } catch (error) {
    // The status is worth having without it.
    if (error instanceof CommandError) return undefined;
    throw error;
  }
}

/** What to do next. */
function nextOf({ id, status, counts }: RequestAnswer, { command }: Advice): [string, string][] {
  const runs = status === 'pending' || status === 'processing';
  return [
    ...(runs ? [['Watch', command('watch', id)] as [string, string]] : []),
    ...(counts.failed > 0 ? [['Failures', command('images', id, '--failed')] as [string, string]] : []),
    ...(runs ? [] : [['Output', command('download', id)] as [string, string]]),
  ];
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
    ['Reused', reuse(request)],
    ['Pace', pace(request).join(', ')],
    [
      'Recipe',
      Object.entries(recipe)
        // A look decides it for every image.
        .filter(([field]) => field !== 'quality' || recipe.look === undefined)
        .map(([field, value]) => `${field} ${value}`)
        .join(', '),
    ],
    ['Retry of', request.retryOf ?? undefined],
    ['Created', request.createdAt],
    ['Took', durationMs === null ? undefined : duration(durationMs)],
  ];
}
