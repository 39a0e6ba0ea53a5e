import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { openHome } from '../../packages/local-stack/src/home.ts';
import { findNatsServer } from '../../packages/local-stack/src/nats/nats-binary.ts';
import { freePort } from '../../packages/local-stack/src/processes/ports.ts';
import { startStack } from '../../packages/local-stack/src/stack.ts';

/** What `npm start` runs, with the data and logs of everything in a folder of its own. */
export type LocalMode = AsyncDisposable & {
  /** The gateway's address. */
  api: string;
  home: string;
  /** What a file of variables in the home holds. */
  variables(file: string): Promise<Record<string, string>>;
  /** As kill -9 does; it is started again at once. */
  kill(name: string): Promise<void>;
  stop(): Promise<void>;
  /** What a person at the terminal is told. */
  terminal(): string;
};

/** Starts local mode with these settings for the services. */
export async function startLocalMode(settings: Record<string, string>): Promise<LocalMode> {
  await using parts = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), 'halftone-secrets-'));
  parts.defer(() => rm(directory, { recursive: true, force: true }));
  const home = parts.use(await openHome(directory));
  const env = { ...process.env, ...settings };
  const ports = await freePorts();
  const said: string[] = [];
  const stack = new AsyncDisposableStack();
  parts.use(stack);
  stack.use(
    await startStack({
      home,
      ports,
      natsBinary: await findNatsServer({ env }),
      env,
      say: (message) => void said.push(message),
      report: (event) => void said.push(JSON.stringify(event)),
      signal: AbortSignal.timeout(60_000),
    }),
  );
  const running = parts.move();
  return {
    api: `http://127.0.0.1:${ports.api}`,
    home: directory,
    variables: async (file) => parseEnv(await readFile(home.path(file), 'utf8')) as Record<string, string>,
    async kill(name) {
      const [pid] = (await readFile(home.path('run', `${name}.pid`), 'utf8')).split(' ');
      process.kill(Number(pid), 'SIGKILL');
    },
    stop: () => stack.disposeAsync(),
    terminal: () => said.join('\n'),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Those that `npm start` would choose may be chosen by another test at the same moment. */
async function freePorts() {
  const take = () => freePort();
  const health = {
    ingest: await take(),
    imager: await take(),
    tracker: await take(),
    notifier: await take(),
    gateway: await take(),
  };
  return {
    api: await take(),
    nats: await take(),
    postgres: await take(),
    objectStore: await take(),
    samples: await take(),
    health,
  };
}
