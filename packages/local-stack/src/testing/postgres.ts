import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureRoles } from '../postgres/database-roles.ts';
import { ADMINISTRATOR, databaseUrl, postgres, postgresAnswers } from '../postgres/postgres.ts';
import { freePort } from '../processes/ports.ts';
import { IMAGES, startContainer } from './containers.ts';
import { databaseOn, TEST_PASSWORD, type TestDatabase } from './database.ts';
import { currentRun, folderFor, type TestRun } from './run.ts';
import { startServer, type TestServer } from './server.ts';
import { waitFor } from './wait-for.ts';

/** A PostgreSQL server with the roles of the services. */
export type TestPostgres = TestServer & {
  /** As its administrator. */
  url: string;
};

type Settings = { folder: string; port: number; password: string; url: string; disposable: boolean };

/**
 * Starts a PostgreSQL.
 * @param folder where it keeps its data
 * @param disposable whether it may lose what it has committed when it is killed, which is faster
 */
export async function startPostgres(
  stack: TestRun['stack'],
  folder: string,
  { disposable }: { disposable: boolean },
): Promise<TestPostgres> {
  const password = randomBytes(12).toString('hex');
  const port = await freePort();
  const url = databaseUrl(port, ADMINISTRATOR, password, 'postgres');
  const start = stack === 'containers' ? inContainer : asProcess;
  const server = await start({ folder, port, password, url, disposable });
  await ensureRoles(url, { tracker: TEST_PASSWORD, gateway: TEST_PASSWORD });
  return { url, ...server };
}

/** An empty database on a PostgreSQL that belongs to one test, which may kill it. */
export async function ownDatabaseForTest(): Promise<TestDatabase & TestServer> {
  const { stack } = currentRun();
  const folder = await folderFor('own-postgres');
  const { url, kill, start, ...server } = await startPostgres(stack, folder, { disposable: false });
  // It goes with its server.
  const { [Symbol.asyncDispose]: _, ...database } = await databaseOn(url);
  return {
    ...database,
    kill,
    // It refuses to start for as long as a process of the one that was killed still holds on to its memory.
    start: () => waitFor('PostgreSQL to start again', () => start().then(() => true)).then(() => {}),
    [Symbol.asyncDispose]: server[Symbol.asyncDispose],
  };
}

async function asProcess({ folder, port, password, url, disposable }: Settings): Promise<TestServer> {
  const own = join(folder, 'postgres');
  await mkdir(own, { recursive: true });
  const program = await postgres({
    directory: join(own, 'data'),
    port,
    password,
    env: process.env,
    disposable,
  });
  return startServer(program, own, () => postgresAnswers(url));
}

function inContainer({ port, password, url, disposable }: Settings): Promise<TestServer> {
  const settings = {
    image: IMAGES.postgres,
    command: ['postgres', '-c', `fsync=${disposable ? 'off' : 'on'}`, '-c', 'max_connections=200'],
    env: { POSTGRES_PASSWORD: password, POSTGRES_INITDB_ARGS: '--locale=C --encoding=UTF8' },
    port: { container: 5432, host: port },
  };
  return startContainer(settings, () => postgresAnswers(url));
}
