import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort } from './ports.ts';
import { ADMINISTRATOR, databaseUrl, postgres, postgresAnswers } from './postgres.ts';
import { folderFor } from './testing/run.ts';
import { startServer } from './testing/server.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halftone-postgres-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('PostgreSQL runs in a folder that only its owner can enter, whoever that is, and keeps what it has', async () => {
  const directory = join(folder, 'a folder', 'postgres');
  await mkdir(join(folder, 'a folder'));
  await chmod(folder, 0o700);
  const port = await freePort();
  const url = databaseUrl(port, ADMINISTRATOR, 'pass word/?', 'postgres');
  const program = await postgres({ directory, port, password: 'pass word/?' });
  await using server = await startServer(program, await folderFor('postgres'), () => postgresAnswers(url));
  await query(url, 'create table kept as select 42 as n');
  await server.kill();
  await server.start();
  expect(await query(url, 'select n from kept')).toEqual([{ n: 42 }]);
});

async function query(connectionString: string, sql: string) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
