import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freePort } from '../processes/ports.ts';
import { folderFor } from '../testing/run.ts';
import { startServer } from '../testing/server.ts';
import { ADMINISTRATOR, databaseUrl, postgres, postgresAnswers } from './postgres.ts';
import { type AccountOptions, postgresAccount } from './postgres-account.ts';

const PASSWORD = 'pass word/?';

describe('PostgreSQL, whoever we are', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'halftone-postgres-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('runs in a folder that only its owner can enter, and keeps what it has', async () => {
    await keepsItsData(join(folder, 'postgres'));
  });

  test('does so where user namespaces are forbidden: what it cannot reach it gets in the shelter', async () => {
    await mkdir(join(folder, 'mine'), { mode: 0o700 });
    await chmod(folder, 0o755);
    await keepsItsData(join(folder, 'mine', 'postgres'), { shelter: folder, namespaces: false });
  });

  test('does so where user namespaces are forbidden and everything can be reached', async () => {
    await chmod(folder, 0o755);
    await mkdir(join(folder, 'home'));
    const directory = join(folder, 'home', 'postgres');
    expect((await postgresAccount(directory, { namespaces: false })).directory).toBe(directory);
    await keepsItsData(directory, { shelter: folder, namespaces: false });
  });
});

async function keepsItsData(directory: string, options?: AccountOptions): Promise<void> {
  const port = await freePort();
  const url = databaseUrl(port, ADMINISTRATOR, PASSWORD, 'postgres');
  const account = await postgresAccount(directory, options);
  const start = async () => {
    const program = await postgres({ directory, port, password: PASSWORD, env: process.env, account });
    return startServer(program, await folderFor('postgres'), () => postgresAnswers(url));
  };
  {
    await using _server = await start();
    await query(url, 'create table kept as select 42 as n');
  }
  await using _server = await start();
  expect(await query(url, 'select n from kept')).toEqual([{ n: 42 }]);
}

async function query(connectionString: string, sql: string) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
