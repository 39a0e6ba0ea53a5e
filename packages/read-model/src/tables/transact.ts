import type { MikroORM } from '@mikro-orm/postgresql';

/** A statement with its rows, a JSON array, at the place of its only parameter, `$1`. */
export type Write = { sql: string; rows: string };

type Answer = { rows: Record<string, unknown>[] };
type Client = {
  query(sql: string, values?: unknown[]): Promise<Answer | Answer[]>;
  escapeLiteral(text: string): string;
};

/** Up to this size to write the rows into the statements costs less than an answer for each. */
const ONE_MESSAGE = 64 * 1024;

/**
 * Runs statements in one transaction, in order, each of which sees what others have committed before it.
 *
 * A few rows go to PostgreSQL in one message, which it runs as a transaction of its own
 * (https://www.postgresql.org/docs/18/protocol-flow.html#PROTOCOL-FLOW-MULTI-STATEMENT): to wait for each statement's
 * answer takes longer than their work.
 * @returns the rows of the last one
 * @throws whatever PostgreSQL refuses; then nothing was written
 */
export async function transact(orm: MikroORM, writes: readonly Write[]): Promise<Record<string, unknown>[]> {
  const pool = await orm.em.getConnection().getNativeClient();
  const client = await pool.connect();
  try {
    const bytes = writes.reduce((total, { rows }) => total + rows.length, 0);
    const answers = await (bytes <= ONE_MESSAGE ? inOneMessage : oneByOne)(client, writes);
    client.release();
    return answers.at(-1)?.rows ?? [];
  } catch (error) {
    // What is left open on the connection goes with it.
    client.release(true);
    throw error;
  }
}

async function inOneMessage(client: Client, writes: readonly Write[]): Promise<Answer[]> {
  const text = writes.map(({ sql, rows }) => sql.replace('$1', () => client.escapeLiteral(rows))).join(';\n');
  return [await client.query(text)].flat();
}

async function oneByOne(client: Client, writes: readonly Write[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  await client.query('begin');
  for (const { sql, rows } of writes) answers.push(...[await client.query(sql, [rows])].flat());
  await client.query('commit');
  return answers;
}
