import { ListAnswer, type RequestAnswer } from '../answers.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Session } from '../session.ts';
import { number, standing } from '../terminal/wording.ts';

export type ListTask = {
  status: string | undefined;
  outcome: string | undefined;
  /** The most requests to show. */
  limit: number;
};

/** The most that the server puts on a page. */
const PAGE = 200;

/** Shows requests, the newest first. */
export async function list(session: Pick<Session, 'server' | 'output'>, task: ListTask): Promise<ExitCode> {
  const { output } = session;
  const rows: string[][] = [];
  for await (const request of requestsOf(session, task)) {
    output.data(request);
    rows.push(rowOf(request));
  }
  if (rows.length === 0) output.say('There are no such requests.');
  else for (const line of aligned([TITLES, ...rows])) output.say(line);
  return EXIT.ok;
}

async function* requestsOf({ server }: Pick<Session, 'server'>, { status, outcome, limit }: ListTask) {
  let cursor: string | undefined;
  let left = limit;
  do {
    const query = { status, outcome, cursor, limit: String(Math.min(left, PAGE)) };
    const page = await server.ask(ListAnswer, 'requests', { query });
    const items = page.items.slice(0, left);
    yield* items;
    left -= items.length;
    cursor = page.nextCursor ?? undefined;
  } while (cursor && left > 0);
}

const TITLES = ['ID', 'STATUS', 'IMAGES', 'FAILED', 'CREATED', 'FILE'];

function rowOf(request: RequestAnswer): string[] {
  const { id, counts, createdAt, filename } = request;
  const minute = createdAt.slice(0, 'yyyy-mm-ddThh:mm'.length).replace('T', ' ');
  return [id, standing(request), number(counts.images), number(counts.failed), minute, filename];
}

function aligned(rows: string[][]): string[] {
  const widths = TITLES.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
