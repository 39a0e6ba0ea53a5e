import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import pg from 'pg';
import type { Program } from '../processes/child.ts';
import { runCommand } from '../processes/run-command.ts';
import { type PostgresAccount, postgresAccount } from './postgres-account.ts';

export type PostgresSettings = {
  /** Where the data lies; it is made when it is not there yet. */
  directory: string;
  port: number;
  password: string;
  env: NodeJS.ProcessEnv;
  /** Trades durability for speed: for tests only. */
  disposable?: boolean;
  /** Who runs it, where that is not to be found out. */
  account?: PostgresAccount;
};

/** The administrator's name; the password is the home's. */
export const ADMINISTRATOR = 'postgres';

/**
 * For one machine that does other work as well: the system keeps files in memory too, and gives that up for others. Reading by
 * processes of their own is for disks that answer late.
 */
const SMALL = ['shared_buffers=32MB', 'io_method=sync', 'max_logical_replication_workers=0'];

/** Initialises the data folder if need be, and answers how to run the server: loopback only, no socket file. */
export async function postgres(settings: PostgresSettings): Promise<Program> {
  const { directory, port, password, env, disposable } = settings;
  await mkdir(dirname(directory), { recursive: true });
  const account = settings.account ?? (await postgresAccount(directory));
  if (!existsSync(account.directory)) await initialise(account, password, disposable ?? false);
  const parameters = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    ...SMALL,
    ...(disposable ? ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off'] : []),
  ];
  const { command, args, ...user } = account.postgres;
  return {
    name: 'postgres',
    command,
    args: [...args, '-D', account.directory, '-p', String(port), ...parameters.flatMap((s) => ['-c', s])],
    env,
    // Where we were started may be a folder that its user cannot enter.
    cwd: '/',
    ...user,
    // The "fast shutdown": connections are ended, nothing is lost.
    stopSignal: 'SIGINT',
  };
}

/** Into a folder beside it first, so that an interrupted initialisation is not taken for a database. */
async function initialise(account: PostgresAccount, password: string, disposable: boolean): Promise<void> {
  const unfinished = `${account.directory}.unfinished`;
  const passwordFile = `${account.directory}.password`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await account.give(unfinished);
  await writeFile(passwordFile, password, { mode: 0o600 });
  await account.give(passwordFile);
  try {
    const { command, args, ...user } = account.initdb;
    const options = [
      `--pgdata=${unfinished}`,
      `--username=${ADMINISTRATOR}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      ...(disposable ? ['--no-sync'] : []),
    ];
    await runCommand(command, [...args, ...options], { cwd: '/', ...user });
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(unfinished, account.directory);
}

/** The address of a database, for one of its roles. */
export function databaseUrl(port: number, role: string, password: string, database: string): string {
  return `postgresql://${role}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/** Whether the server takes connections. */
export async function postgresAnswers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  // An idle connection that breaks must not end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end();
  }
}
