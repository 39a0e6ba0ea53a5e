import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureRoles } from './database-roles.ts';
import { findNatsServer } from './nats-binary.ts';
import { freePort } from './ports.ts';
import { ADMINISTRATOR, databaseUrl, postgres, postgresAnswers } from './postgres.ts';
import { containersArePossible, IMAGES, startContainer } from './testing/containers.ts';
import { TEST_PASSWORD } from './testing/database.ts';
import { announceRun, type TestRun } from './testing/run.ts';
import { startServer, type TestServer } from './testing/server.ts';

/** Starts what all test files share, once for a run of vitest, and stops it at the end. */
export default async function setup(): Promise<() => Promise<void>> {
  await using parts = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'halftone-test-'));
  parts.defer(() => rm(folder, { recursive: true, force: true }));
  parts.defer(() => endWhatIsLeft(folder));

  const stack = await chooseStack(process.env.TEST_STACK);
  if (stack === 'local') process.env.NATS_SERVER_BIN = await findNatsServer({ env: process.env });
  const password = randomBytes(12).toString('hex');
  const port = await freePort();
  const postgresUrl = databaseUrl(port, ADMINISTRATOR, password, 'postgres');
  const start = stack === 'containers' ? postgresInContainer : postgresAsProcess;
  parts.use(await start({ folder, port, password, url: postgresUrl }));
  await ensureRoles(postgresUrl, { tracker: TEST_PASSWORD, gateway: TEST_PASSWORD });
  announceRun({ stack, folder, postgresUrl });
  const started = parts.move();
  return () => started.disposeAsync();
}

async function chooseStack(wanted: string | undefined): Promise<TestRun['stack']> {
  if (wanted === 'containers' || wanted === 'local') return wanted;
  if (wanted) throw new Error(`TEST_STACK is "${wanted}", and should be "containers" or "local"`);
  return (await containersArePossible()) ? 'containers' : 'local';
}

type PostgresForRun = { folder: string; port: number; password: string; url: string };

async function postgresAsProcess({ folder, port, password, url }: PostgresForRun): Promise<TestServer> {
  const own = join(folder, 'postgres');
  await mkdir(own);
  const program = await postgres({
    directory: join(own, 'data'),
    port,
    password,
    env: process.env,
    disposable: true,
  });
  return startServer(program, own, () => postgresAnswers(url));
}

function postgresInContainer({ port, password, url }: PostgresForRun): Promise<TestServer> {
  const settings = {
    image: IMAGES.postgres,
    command: ['postgres', '-c', 'fsync=off', '-c', 'max_connections=200'],
    env: { POSTGRES_PASSWORD: password, POSTGRES_INITDB_ARGS: '--locale=C --encoding=UTF8' },
    port: { container: 5432, host: port },
  };
  return startContainer(settings, () => postgresAnswers(url));
}

/** The servers of tests that were killed before they could stop them. */
async function endWhatIsLeft(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = Number(await readFile(join(folder, name, 'pid'), 'utf8').catch(() => ''));
    if (!pid) continue;
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}
