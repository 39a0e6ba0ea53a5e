import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { runCommand } from '../processes/run-command.ts';
import { debianNatsServer } from './nats-debian.ts';
import { NATS_VERSION, releasedNatsServer } from './nats-release.ts';

/** The oldest server that the consumer API works with. */
const OLDEST = [2, 9, 4] as const;

export type NatsLookup = {
  env: NodeJS.ProcessEnv;
  /** Told what takes time. */
  progress?: (message: string) => void;
};

/** No nats-server is on this machine, and none could be fetched. The message names the options. */
export class NatsServerMissingError extends Error {
  override name = 'NatsServerMissingError';
}

/**
 * The path of a nats-server: `NATS_SERVER_BIN`, else on PATH, else in the cache, else the official release,
 * else (on Debian and Ubuntu) the distribution's package; what is fetched goes into the cache.
 * @throws NatsServerMissingError
 */
export async function findNatsServer({ env, progress = () => {} }: NatsLookup): Promise<string> {
  if (env.NATS_SERVER_BIN) {
    const fault = await faultOf(env.NATS_SERVER_BIN);
    if (!fault) return env.NATS_SERVER_BIN;
    throw new NatsServerMissingError(`NATS_SERVER_BIN cannot be used: ${fault}`);
  }
  const cache = cacheFolder(env);
  const sources = fetchable(cache, env);
  for (const path of [...onPath(env), ...sources.map(({ path }) => path)]) {
    if (!(await faultOf(path))) return path;
  }
  await mkdir(cache, { recursive: true });
  const failures: string[] = [];
  for (const { what, path, fetch } of sources) {
    progress(`Fetching nats-server (${what}) into ${cache}`);
    const fault = await fetch(path).then(() => faultOf(path), messageOf);
    if (!fault) return path;
    failures.push(`  ${what}: ${fault}`);
  }
  throw new NatsServerMissingError(missing(failures));
}

/** What can be fetched, in the order of preference, and where in the cache it goes. */
function fetchable(cache: string, env: NodeJS.ProcessEnv) {
  return [
    {
      what: `official release ${NATS_VERSION}`,
      path: join(cache, `nats-server-v${NATS_VERSION}`),
      fetch: (path: string) => releasedNatsServer({ path, baseUrl: env.NATS_DOWNLOAD_URL }),
    },
    {
      what: 'Debian or Ubuntu package',
      path: join(cache, 'nats-server-debian'),
      fetch: (path: string) => debianNatsServer({ path }),
    },
  ];
}

function cacheFolder(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'halftone');
}

/** Debian puts nats-server into /usr/sbin, which an ordinary user's PATH leaves out. */
function onPath(env: NodeJS.ProcessEnv): string[] {
  const folders = [...(env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders.filter(Boolean).map((folder) => join(folder, 'nats-server'));
}

/** Why this is not a nats-server that can be used, or undefined. */
async function faultOf(path: string): Promise<string | undefined> {
  if (!existsSync(path)) return `there is no ${path}`;
  try {
    const version = /v(\d+)\.(\d+)\.(\d+)/.exec(await runCommand(path, ['--version'], { timeoutMs: 10_000 }));
    const parts = version?.slice(1).map(Number) ?? [];
    return isOlder(parts, OLDEST) ? `${path} is older than ${OLDEST.join('.')}` : undefined;
  } catch (error) {
    return messageOf(error);
  }
}

function isOlder(version: readonly number[], than: readonly number[]): boolean {
  const at = than.findIndex((part, index) => version[index] !== part);
  return at >= 0 && (version[at] ?? 0) < (than[at] ?? 0);
}

/** With the cause, since of a failed fetch the message alone says nothing. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && !error.message.includes(error.cause.message)
    ? `${error.message} (${error.cause.message})`
    : error.message;
}

function missing(failures: string[]): string {
  return [
    'There is no nats-server on this machine, and it could not be downloaded:',
    ...failures,
    'Do one of these, then start again:',
    '  - install it (brew install nats-server, apt install nats-server, or https://nats.io/download)',
    '  - set NATS_SERVER_BIN to the path of a nats-server (2.9.4 or newer)',
    '  - set NATS_DOWNLOAD_URL to a mirror of https://github.com/nats-io/nats-server/releases/download',
  ].join('\n');
}
