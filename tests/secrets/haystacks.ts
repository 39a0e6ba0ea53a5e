import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connectLog } from '@halftone/messaging';
import { createLogger } from '@halftone/runtime';
import pg from 'pg';

/** A text that a secret could stand in, by the place where it was found. */
export type Haystack = { place: string; text: string };

/** The files of a folder and of those in it, byte by byte. */
export async function filesOf(folder: string): Promise<Haystack[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return Promise.all(
    files.map(async (file) => ({ place: file.slice(folder.length), text: await readFile(file, 'latin1') })),
  );
}

/** Every event of the log, by its name. */
export async function eventsOf(natsUrl: string): Promise<Haystack[]> {
  const logger = createLogger('test', 'silent');
  await using log = await connectLog({ url: natsUrl, service: 'tracker', logger });
  const events = await Array.fromAsync(log.replay({ to: await log.lastSequence() }));
  return events.map(({ event }) => ({ place: event.name, text: JSON.stringify(event) }));
}

/** Every value of every table, by table and column. */
export async function rowsOf(databaseUrl: string): Promise<Haystack[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows: columns } = await client.query<{ schema: string; table: string; column: string }>(
      `select table_schema as schema, table_name as table, column_name as column from information_schema.columns
       where table_schema not in ('pg_catalog', 'information_schema')`,
    );
    const haystacks: Haystack[] = [];
    for (const { schema, table, column } of columns) {
      const values = `select string_agg(${pg.escapeIdentifier(column)}::text, ' ') as text`;
      const from = `from ${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(table)}`;
      const { rows } = await client.query<{ text: string | null }>(`${values} ${from}`);
      haystacks.push({ place: `${table}.${column}`, text: rows[0]?.text ?? '' });
    }
    return haystacks;
  } finally {
    await client.end();
  }
}

/** The command lines of all processes, which every user of the machine can read. */
export async function commandLines(): Promise<Haystack[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'args'], {
    maxBuffer: 16 * 1024 ** 2,
  });
  return [{ place: 'the list of processes', text: stdout }];
}
