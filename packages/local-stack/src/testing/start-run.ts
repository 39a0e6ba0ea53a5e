import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNatsServer } from '../nats/nats-binary.ts';
import { containersArePossible } from './containers.ts';
import { startPostgres } from './postgres.ts';
import { announceRun, type TestRun } from './run.ts';

/** Where Node keeps what it has compiled, for the many programs of a run that load the same modules. */
const COMPILED = fileURLToPath(new URL('../../../../node_modules/.cache/node', import.meta.url));

/** Starts what all tests of a run share, and ends at its disposal whatever they left. */
export async function startTestRun(): Promise<AsyncDisposable> {
  await using parts = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'halftone-test-'));
  parts.defer(() => rm(folder, { recursive: true, force: true }));
  parts.defer(() => endWhatIsLeft(folder));

  process.env.NODE_COMPILE_CACHE ??= COMPILED;
  const stack = await chooseStack(process.env.TEST_STACK);
  if (stack === 'local') process.env.NATS_SERVER_BIN = await findNatsServer({ env: process.env });
  const { url } = parts.use(await startPostgres(stack, folder, { disposable: true }));
  announceRun({ stack, folder, postgresUrl: url });
  return parts.move();
}

async function chooseStack(wanted: string | undefined): Promise<TestRun['stack']> {
  if (wanted === 'containers' || wanted === 'local') return wanted;
  if (wanted) throw new Error(`TEST_STACK is "${wanted}", and should be "containers" or "local"`);
  return (await containersArePossible()) ? 'containers' : 'local';
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
