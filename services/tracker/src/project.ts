import type { Logged } from '@halftone/messaging';
import type { ReadModel } from '@halftone/read-model';
import { writeUnlessDeleted } from './removal/deletion.ts';
import { rowsOf } from './rows.ts';
import { statementsIn } from './statements.ts';

/** An event that PostgreSQL refuses for what it says, and would refuse again. */
export type Refused = { id: string; seq: number; cause: unknown };

/** Why an event was refused, in a sentence. */
export const reasonOf = ({ id, cause }: Refused): string =>
  `PostgreSQL refuses ${id}: ${cause instanceof Error ? cause.message : String(cause)}`;

/**
 * Writes what the events say to the read model, in one transaction. Projecting an event again changes nothing, and the
 * order of the events does not matter.
 *
 * An event that PostgreSQL refuses must not hold back the others: they are then projected one by one, and the refused
 * ones are the answer, which is empty otherwise. What fails for another reason, such as a lost connection, is thrown.
 */
export async function project(readModel: ReadModel, batch: readonly Logged[]): Promise<Refused[]> {
  try {
    await write(readModel, batch);
    return [];
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const [only] = batch;
    if (only && batch.length === 1) return [{ id: only.event.id, seq: only.seq, cause: error }];
  }
  const refused: Refused[] = [];
  for (const logged of batch) refused.push(...(await project(readModel, [logged])));
  return refused;
}

async function write(readModel: ReadModel, batch: readonly Logged[]): Promise<void> {
  const rows = rowsOf(batch);
  const statements = statementsIn(readModel.schema).filter((statement) => rows[statement.rows].length > 0);
  const writes = statements.map(({ sql, rows: name }) => ({
    sql,
    rows: storable(rows[name]),
  }));
  const requestIds = new Set(batch.map(({ event }) => event.data.requestId));
  await writeUnlessDeleted(readModel, writes, [...requestIds]);
}

/** How JSON writes NUL and half a surrogate pair. Behind an escaped backslash it is neither, which costs time and nothing else. */
const SUSPECT = /\\u(0000|d[89a-f])/;

/**
 * Rows as JSON that PostgreSQL takes: its text and jsonb hold neither NUL nor half a surrogate pair; JSON, and so an event, may.
 * To look at each value while it is written takes three times as long as to look at the text.
 */
export function storable(rows: readonly object[]): string {
  const json = JSON.stringify(rows);
  return SUSPECT.test(json) ? JSON.stringify(rows, storableValue) : json;
}

const storableValue = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.replaceAll('\0', '\uFFFD').toWellFormed() : value;

/** Data exception, integrity violation, or a program limit such as a row too large for an index. */
const REFUSALS = ['22', '23', '54'];

/** Whether PostgreSQL refuses what it was given for what it says. */
export function isRefusal(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && code.length === 5 && REFUSALS.includes(code.slice(0, 2));
}
