import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { ROLES } from '../postgres/database-roles.ts';
import { freePort } from '../processes/ports.ts';
import { databaseForTest, TEST_PASSWORD, type TestDatabase } from './database.ts';
import { folderFor } from './run.ts';
import { startServer, type TestServer } from './server.ts';
import { unpackedDebian } from './unpacked-debian.ts';

/** PgBouncer in front of the PostgreSQL of the run, in transaction mode, without installing it: Debian's, by apt. */

type Binary = { command: string; args: string[]; libraries: string };

/**
 * Debian's PgBouncer with the libraries that a machine may lack, from the cache or by apt.
 * @throws when neither has it
 */
export async function findPgBouncer(): Promise<Binary> {
  const unpacked = await unpackedDebian('pgbouncer', [
    ['pgbouncer'],
    ['libevent-2.1-7', 'libevent-2.1-7t64'],
    ['libc-ares2'],
  ]);
  const [triplet = ''] = (await readdir(join(unpacked, 'usr', 'lib'))).filter((name) =>
    name.includes('-linux-'),
  );
  const binary = join(unpacked, 'usr', 'sbin', 'pgbouncer');
  const libraries = join(unpacked, 'usr', 'lib', triplet);
  if (process.getuid?.() !== 0) return { command: binary, args: [], libraries };
  // It refuses to run as root.
  const asNobody = ['--user', '--map-user=65534', '--map-group=65534', '--', binary];
  return { command: 'unshare', args: asNobody, libraries };
}

type PoolerOptions = {
  /** What is behind the pooler, where it is not to be a database of the server that all tests share. */
  database?: TestDatabase;
  /** The pooler's address. */
  host?: string;
};

/** A database that the services reach through the pooler alone. */
export async function pooledDatabaseForTest(
  binary: Binary,
  { database: given, host = '127.0.0.1' }: PoolerOptions = {},
): Promise<TestDatabase & TestServer> {
  await using parts = new AsyncDisposableStack();
  const database = given ?? parts.use(await databaseForTest());
  const listen = { hostname: host, port: String(await freePort()) };
  const server = parts.use(await startPooler(binary, new URL(database.adminUrl), listen));
  const throughPooler = (address: string) => Object.assign(new URL(address), listen).href;
  const running = parts.move();
  return {
    ...database,
    trackerUrl: throughPooler(database.trackerUrl),
    gatewayUrl: throughPooler(database.gatewayUrl),
    kill: server.kill,
    start: server.start,
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Fewer connections to the server than the services have to the pooler, so that they are handed on. */
const SERVER_CONNECTIONS = 4;

type Listen = { hostname: string; port: string };

async function startPooler({ command, args, libraries }: Binary, server: URL, listen: Listen) {
  const folder = await folderFor('pgbouncer');
  const users = join(folder, 'users.txt');
  const settings = join(folder, 'pgbouncer.ini');
  await writeFile(
    users,
    Object.values(ROLES)
      .map((role) => `"${role}" "${TEST_PASSWORD}"\n`)
      .join(''),
  );
  await writeFile(
    settings,
    `[databases]
* = host=${server.hostname} port=${server.port}
[pgbouncer]
listen_addr = ${listen.hostname}
listen_port = ${listen.port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
pool_mode = transaction
default_pool_size = ${SERVER_CONNECTIONS}
max_client_conn = 200
`,
  );
  const program = {
    name: 'pgbouncer',
    command,
    args: [...args, settings],
    env: { ...process.env, LD_LIBRARY_PATH: libraries },
    stopSignal: 'SIGINT' as const,
  };
  const address = new URL(server.href);
  Object.assign(address, { ...listen, username: ROLES.tracker, password: TEST_PASSWORD });
  return startServer(program, folder, () => answers(address.href));
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end();
  }
}
