import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { isOlder, type Version, versionIn } from '@halftone/runtime/version';
import { debianNatsServer } from './nats-debian.ts';
import { NATS_VERSION, releasedNatsServer } from './nats-release.ts';
import { versionOf } from './nats-version.ts';

/** The oldest server that the consumer API works with. */
const OLDEST: Version = [2, 9, 4];

export type NatsLookup = {
  env: NodeJS.ProcessEnv;
  /** The version that wrote the streams which the server is to open: an older one would lose events. */
  writtenBy?: Version | undefined;
  /** Told what takes time. */
  progress?: (message: string) => void;
};

/** No nats-server that can be used is on this machine, and none could be fetched. The message names the options. */
export class NatsServerMissingError extends Error {
  override name = 'NatsServerMissingError';
}

/**
 * The path of a nats-server: `NATS_SERVER_BIN`, else on PATH, else in the cache, else the official release,
 * else (on Debian and Ubuntu) the distribution's package; what is fetched goes into the cache. One that is older than the
 * one that wrote the streams is passed over.
 * @throws NatsServerMissingError
 */
export async function findNatsServer({ env, writtenBy, progress = () => {} }: NatsLookup): Promise<string> {
  const faultOf = faultsAgainst(writtenBy);
  if (env.NATS_SERVER_BIN) {
    const fault = await faultOf(env.NATS_SERVER_BIN);
    if (!fault) return env.NATS_SERVER_BIN;
    const needed = (writtenBy ?? OLDEST).join('.');
    throw new NatsServerMissingError(
      `NATS_SERVER_BIN cannot be used: ${fault}. Set it to nats-server ${needed} or newer, or unset it to have one found.`,
    );
  }
  const cache = cacheFolder(env);
  const sources = fetchable(cache, env);
  const failures: string[] = [];
  for (const path of [...onPath(env), ...sources.map(({ path }) => path)]) {
    if (!existsSync(path)) continue;
    const fault = await faultOf(path);
    if (!fault) return path;
    failures.push(`  ${fault}`);
  }
  await mkdir(cache, { recursive: true });
  for (const { what, path, fetch } of sources.filter(
    ({ version }) => !version || !tooOld(version, writtenBy),
  )) {
    progress(`Fetching nats-server (${what}) into ${cache}`);
    const fault = await fetch(path).then(() => faultOf(path), messageOf);
    if (!fault) return path;
    failures.push(`  ${what}: ${fault}`);
  }
  throw new NatsServerMissingError(missing(failures, writtenBy));
}

/** What can be fetched, in the order of preference, and where in the cache it goes. */
function fetchable(cache: string, env: NodeJS.ProcessEnv) {
  return [
    {
      what: `official release ${NATS_VERSION}`,
      version: versionIn(NATS_VERSION),
      path: join(cache, `nats-server-v${NATS_VERSION}`),
      fetch: (path: string) => releasedNatsServer({ path, baseUrl: env.NATS_DOWNLOAD_URL }),
    },
    {
      what: 'Debian or Ubuntu package',
      version: undefined,
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

/** Answers for a path why there is no nats-server that can be used, or undefined. */
function faultsAgainst(writtenBy: Version | undefined) {
  return async (path: string): Promise<string | undefined> => {
    if (!existsSync(path)) return `there is no ${path}`;
    try {
      const version = await versionOf(path);
      const needed = tooOld(version, writtenBy);
      return needed && `${path} is ${version.join('.')}, ${whyTooOld(needed)}`;
    } catch (error) {
      return messageOf(error);
    }
  };
}

/** The version that is needed, for one that is too old. */
const tooOld = (version: Version, writtenBy: Version = OLDEST) =>
  [OLDEST, writtenBy].find((needed) => isOlder(version, needed));

const whyTooOld = (needed: Version) =>
  needed === OLDEST
    ? `older than ${needed.join('.')}`
    : `and ${needed.join('.')} or newer wrote the events in this home: an older server would lose some of them`;

/** With the cause, since of a failed fetch the message alone says nothing. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && !error.message.includes(error.cause.message)
    ? `${error.message} (${error.cause.message})`
    : error.message;
}

function missing(failures: string[], writtenBy: Version | undefined): string {
  const needed = (writtenBy ?? OLDEST).join('.');
  return [
    `There is no nats-server ${needed} or newer on this machine, and none could be downloaded:`,
    ...failures,
    'Do one of these, then start again:',
    `  - install ${needed} or newer (brew install nats-server, apt install nats-server, or https://nats.io/download)`,
    `  - set NATS_SERVER_BIN to the path of a nats-server (${needed} or newer)`,
    '  - set NATS_DOWNLOAD_URL to a mirror of https://github.com/nats-io/nats-server/releases/download',
    ...(writtenBy ? ['  - begin with an empty home (--home)'] : []),
  ].join('\n');
}
