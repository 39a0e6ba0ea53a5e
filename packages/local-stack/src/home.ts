import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { type NatsPasswords, natsPasswords } from './nats/nats-users.ts';
import { livingProcess, recordProcess } from './processes/pid-file.ts';

/** What local mode remembers about a home from one start to the next. */
export type Home = AsyncDisposable & {
  directory: string;
  path(...parts: string[]): string;
  secrets: Secrets;
  /** A remembered value, such as a port that stored addresses contain. */
  remembered(name: string): string | undefined;
  remember(values: Record<string, string>): Promise<void>;
};

export type Secrets = { [K in keyof typeof SECRETS]: string } & NatsPasswords;

/** The secrets of a home and how each is made. They are kept in a file that only its owner can read. */
const SECRETS = {
  POSTGRES_PASSWORD: () => randomBytes(18).toString('base64url'),
  TRACKER_PASSWORD: () => randomBytes(18).toString('base64url'),
  GATEWAY_PASSWORD: () => randomBytes(18).toString('base64url'),
  S3_ACCESS_KEY: () => randomBytes(10).toString('hex'),
  S3_SECRET_KEY: () => randomBytes(20).toString('hex'),
  ENDPOINT_SECRETS_KEY: () => randomBytes(32).toString('base64'),
  WEBHOOK_SECRETS: () => `whsec_${randomBytes(32).toString('base64')}`,
} as const;

/** Somebody else runs in this home now. */
export class HomeInUseError extends Error {
  override name = 'HomeInUseError';
}

/** The record of the process that runs in a home. */
export const OWNER = 'npm-start.pid';

/**
 * Opens a home, which is made on the first start, and takes it for this process.
 * @throws HomeInUseError
 */
export async function openHome(directory: string): Promise<Home> {
  const path = (...parts: string[]) => join(directory, ...parts);
  await mkdir(path('logs'), { recursive: true });
  await mkdir(path('run'), { recursive: true });
  await takePossession(directory, path('run', OWNER));
  const secrets = await readSecrets(path('secrets.env'));
  const memory = await readVariables(path('state.env'));
  return {
    directory,
    path,
    secrets,
    remembered: (name) => memory[name],
    async remember(values) {
      Object.assign(memory, values);
      await writeVariables(path('state.env'), memory);
    },
    [Symbol.asyncDispose]: () => rm(path('run', OWNER), { force: true }),
  };
}

async function takePossession(directory: string, owner: string): Promise<void> {
  const pid = await livingProcess(owner);
  if (pid !== undefined && pid !== process.pid) {
    throw new HomeInUseError(`Halftone is already running in ${directory} (process ${pid})`);
  }
  await recordProcess(owner, process.pid);
}

async function readSecrets(file: string): Promise<Secrets> {
  const stored = await readVariables(file);
  // A home of an earlier version lacks those that came later.
  const secrets = { ...newSecrets(), ...stored };
  if (Object.keys(secrets).length > Object.keys(stored).length) await writeVariables(file, secrets);
  return secrets;
}

function newSecrets(): Secrets {
  const made = Object.entries(SECRETS).map(([name, make]) => [name, make()]);
  // The server reads them as it reads its configuration, where what begins with a letter is sure to be text.
  return { ...Object.fromEntries(made), ...natsPasswords(() => `n${randomBytes(18).toString('base64url')}`) };
}

async function readVariables(file: string): Promise<NodeJS.Dict<string>> {
  try {
    return parseEnv(await readFile(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

/** Writes a file of variables, as `node --env-file` reads it, for its owner's eyes only. */
export async function writeVariables(file: string, values: NodeJS.Dict<string>): Promise<void> {
  const lines = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(`${file}.new`, lines.join(''), { mode: 0o600 });
  await rename(`${file}.new`, file);
}
