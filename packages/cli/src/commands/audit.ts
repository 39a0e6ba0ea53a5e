import { type AuditedProduct, AuditPageAnswer, type AuditSummary, AuditSummaryAnswer } from '../answers.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { pagesOf } from '../server/pages.ts';
import type { Session } from '../session.ts';
import { failingLines, summaryLines } from '../terminal/audit-lines.ts';
import { saveAs } from './download.ts';

export type AuditTask = {
  id: string;
  /** By their names; none for those that were named at the upload. */
  channels: readonly string[];
  /** By the rules of this day. */
  asOf: string | undefined;
  category: string | undefined;
  /** Where all of it is saved as CSV; nothing is saved otherwise. */
  csvFolder: string | undefined;
  /** Whether the command fails when an image does. */
  strict: boolean;
  /** The most products to show. */
  limit: number;
};

/** Shows whether the images of a request meet the rules of channels: in numbers, then what fails and what to do about it. */
export async function audit(session: Session, task: AuditTask): Promise<ExitCode> {
  const { server, output } = session;
  const { id, channels, asOf, category } = task;
  const query = { channel: channels.join(',') || undefined, asOf, category };
  const summary = await server.ask(AuditSummaryAnswer, `requests/${id}/audit/summary`, { query });
  output.data(summary);
  for (const line of summaryLines(summary)) output.say(line);
  if (summary.nextCursor) output.warn('The numbers are of the first products only; --csv has all of them.');
  if (task.csvFolder !== undefined) {
    const name = `${id}-audit.csv`;
    const path = `requests/${id}/audit.csv`;
    output.data({ file: 'audit', ...(await saveAs(session, { path, query, name, folder: task.csvFolder })) });
  } else if (anyFails(summary)) {
    await showFailing(session, task, query);
  }
  return task.strict && anyFails(summary) ? EXIT.failures : EXIT.ok;
}

type Query = Record<string, string | undefined>;

async function showFailing({ server, output, advice }: Session, { id, limit }: AuditTask, query: Query) {
  const page = pagesOf<AuditedProduct>(
    (at) =>
      server.ask(AuditPageAnswer, `requests/${id}/audit`, { query: { ...query, verdict: 'fails', ...at } }),
    limit,
  );
  for await (const product of page.items) {
    output.data(product);
    for (const line of failingLines(product)) output.say(line);
  }
  if (!page.hasMore()) return;
  const all = advice.command('audit', id, ...channelFlags(query), '--csv');
  output.say(`More products may fail; --limit shows more of them. All as CSV: ${all}`);
}

const channelFlags = ({ channel }: Query) => (channel ? ['--channel', channel] : []);

const anyFails = ({ channels }: AuditSummary): boolean =>
  channels.some(({ sources, outputs }) => [sources, outputs].some((sum) => (sum?.products.fails ?? 0) > 0));
