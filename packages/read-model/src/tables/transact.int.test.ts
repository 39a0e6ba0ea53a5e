import { databaseForTest } from '@halftone/local-stack/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openReadModel, type ReadModel } from './read-model.ts';

const parts = new AsyncDisposableStack();
let readModel: ReadModel;

beforeAll(async () => {
  const database = parts.use(await databaseForTest());
  readModel = parts.use(await openReadModel({ url: database.adminUrl, poolSize: 1 }));
  await readModel.em().execute('create table written (id int primary key, text text)');
});
afterAll(() => parts.disposeAsync());
beforeEach(() => readModel.em().execute('truncate written'));

const insert = 'insert into written select * from json_populate_recordset(null::written, $1::json)';
const found = {
  sql: 'select text from written where id in (select json_array_elements_text($1::json)::int)',
};
const rowsOf = (...rows: { id: number; text: string }[]) => ({ sql: insert, rows: JSON.stringify(rows) });

/** What must not become part of a statement. */
const HOSTILE = `'); drop table written; -- \\' $1 $$ E'\\\\ "?" \u2028 ü`;
const texts = [
  ['a few rows', HOSTILE],
  ['many rows', HOSTILE.repeat(5000)],
] as const;

test.each(texts)('%s are written as they are, and the last statement sees them', async (_size, text) => {
  const writes = [rowsOf({ id: 1, text }), rowsOf({ id: 2, text: '' }), { ...found, rows: '[1]' }];
  expect(await readModel.transact(writes)).toEqual([{ text }]);
});

test.each(texts)('of %s none is written when a statement is refused', async (_size, text) => {
  const repeated = [rowsOf({ id: 1, text }), rowsOf({ id: 2, text }), rowsOf({ id: 1, text: '' })];
  await expect(readModel.transact(repeated)).rejects.toMatchObject({ code: '23505' });
  expect(await readModel.transact([{ ...found, rows: '[1, 2]' }])).toEqual([]);
});
