import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { ServiceName } from '@halftone/contracts';
import { freePort } from '@halftone/local-stack';
import { environmentOfProgram, TEST_WEBHOOK_SECRET, waitFor } from '@halftone/local-stack/testing';
import { expect, test } from 'vitest';

const SERVICES: readonly ServiceName[] = ['ingest', 'imager', 'tracker', 'notifier', 'gateway'];

/** Nobody listens there. */
const AWAY = {
  PUBLIC_URL: 'http://127.0.0.1:1',
  NATS_URL: 'nats://127.0.0.1:1',
  DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nowhere',
  S3_ENDPOINT: 'http://127.0.0.1:1',
  S3_ACCESS_KEY: 'nobody',
  S3_SECRET_KEY: 'nobody-at-all',
  S3_BUCKET: 'nothing',
  WEBHOOK_SECRETS: TEST_WEBHOOK_SECRET,
  SHUTDOWN_DELAY_MS: '0',
};

const mainOf = (name: ServiceName) =>
  fileURLToPath(new URL(`../../services/${name}/src/main.ts`, import.meta.url));

/** As in a container: within a namespace of its own, where no signal has an effect that the process does not handle. */
const NAMESPACE = ['unshare', '--user', '--map-root-user', '--pid', '--fork', '--kill-child=SIGKILL', '--'];
const [unshare = '', ...options] = NAMESPACE;
const namespacesWork = spawnSync(unshare, [...options, 'true']).status === 0;
if (!namespacesWork) process.stderr.write('No user namespaces here: services are NOT tested as process 1.\n');
const AS_PROCESS_1 = namespacesWork ? NAMESPACE : [];

/** The process that another one, by its id, has started; itself where it has started none. */
async function childOf(parent: number): Promise<number> {
  for (const pid of (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    // The name, in parentheses, may hold anything; the state and the parent follow it.
    if (Number(stat.slice(stat.lastIndexOf(')') + 4).split(' ')[0]) === parent) return Number(pid);
  }
  return parent;
}

async function start(name: ServiceName, prefix: string[] = []) {
  const port = await freePort();
  const [command = '', ...args] = [...prefix, process.execPath, mainOf(name)];
  const child = spawn(command, args, {
    env: environmentOfProgram({ PORT: String(port), ...AWAY }),
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(child, 'exit');
  const status = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status;
  return {
    child,
    exited,
    status,
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

test.each(SERVICES)(
  '%s is alive and not ready while everything is away, and ends well at SIGTERM',
  async (name) => {
    await using service = await start(name);
    await waitFor(`${name} to be alive`, async () => (await service.status('/healthz')) === 200);
    expect(await service.status('/readyz')).toBe(503);
    service.child.kill('SIGTERM');
    expect(await service.exited).toEqual([0, null]);
  },
);

test.each(SERVICES)('%s ends at SIGTERM also as process 1', async (name) => {
  await using service = await start(name, AS_PROCESS_1);
  await waitFor(`${name} to be alive`, async () => (await service.status('/healthz')) === 200);
  const { pid } = service.child;
  if (pid === undefined) throw new Error('it has no process id');
  process.kill(namespacesWork ? await childOf(pid) : pid, 'SIGTERM');
  expect(await service.exited).toEqual([0, null]);
});
