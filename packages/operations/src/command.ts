import { inspect, parseArgs } from 'node:util';
import { connectOperator, type OperatorLog, SnapshotError } from '@halftone/messaging';
import { openReadModel, type ReadModel } from '@halftone/read-model';
import { ConfigError, createLogger } from '@halftone/runtime';
import { type OutputStore, openOutputStore } from './output-store.ts';
import type { BackupSettings as StoreSettings } from './settings.ts';

/** What the commands end with. */
export const EXIT = {
  ok: 0,
  /** Something was found, or the command refuses. */
  found: 1,
  usage: 2,
  /** EX_UNAVAILABLE of sysexits(3): a store does not answer. */
  unavailable: 69,
  defect: 70,
  /** EX_CONFIG of sysexits(3). */
  settings: 78,
} as const;

/** What was typed makes no sense. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** What is asked for is not done, for a reason that the message names, with what to do. */
export class RefusedError extends Error {
  override name = 'RefusedError';
}

/** One of the stores does not answer. */
export class UnavailableError extends Error {
  override name = 'UnavailableError';
}

/** How long a person waits for a store that does not answer. */
const PATIENCE_MS = 10_000;

/**
 * Connects to NATS as the operator.
 * @throws UnavailableError when it does not answer
 */
export async function reachLog(url: string): Promise<OperatorLog> {
  try {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    return await connectOperator({ url, logger: createLogger('operator', 'silent'), signal });
  } catch (cause) {
    const message = `NATS does not answer at ${withoutSecrets(url)}, or refuses the user. Is Halftone running?`;
    throw new UnavailableError(message, { cause });
  }
}

/**
 * Opens the read model, for reading alone.
 * @throws UnavailableError when it does not answer
 */
export async function reachReadModel(url: string): Promise<ReadModel> {
  const readModel = await openReadModel({ url });
  try {
    await readModel.check();
    return readModel;
  } catch (cause) {
    await readModel[Symbol.asyncDispose]();
    const message = `PostgreSQL does not answer at ${withoutSecrets(url)}, or has no read model yet.`;
    throw new UnavailableError(message, { cause });
  }
}

/**
 * Opens the bucket of the outputs.
 * @throws UnavailableError when it does not answer
 */
export async function reachOutputs(settings: StoreSettings): Promise<OutputStore> {
  const store = openOutputStore({
    endpoint: settings.S3_ENDPOINT,
    accessKey: settings.S3_ACCESS_KEY,
    secretKey: settings.S3_SECRET_KEY,
    region: settings.S3_REGION,
    bucket: settings.S3_BUCKET,
  });
  try {
    await store.check();
    return store;
  } catch (cause) {
    const message = `The object store does not answer at ${withoutSecrets(settings.S3_ENDPOINT)}, or the key may not access the bucket ${settings.S3_BUCKET}.`;
    throw new UnavailableError(message, { cause });
  }
}

/** Runs a command, says on standard error why it did not work, and answers the exit code. */
export async function attempt(command: () => Promise<number>, usage: string): Promise<number> {
  try {
    return await command();
  } catch (error) {
    const [code, text] = explain(error, usage);
    process.stderr.write(`${text}\n`);
    return code;
  }
}

function explain(error: unknown, usage: string): [code: number, text: string] {
  if (error instanceof UsageError) return [EXIT.usage, `${error.message}\n\n${usage}`];
  if (error instanceof RefusedError || error instanceof SnapshotError) return [EXIT.found, error.message];
  if (error instanceof UnavailableError) return [EXIT.unavailable, error.message];
  if (error instanceof ConfigError) {
    const hint =
      'In local mode, npm start writes them to .halftone/operator.env; --home names another folder.';
    return [EXIT.settings, `The settings are wrong:\n${error.message}\n${hint}`];
  }
  return [EXIT.defect, inspect(error)];
}

export type CommandLine = {
  positionals: string[];
  /** Those of the command's own flags that are set. */
  flags: ReadonlySet<string>;
  help: boolean;
  home: string | undefined;
};

/**
 * @param flags the names of the command's own flags
 * @throws UsageError with a sentence that says what is wrong
 */
export function readCommandLine(args: string[], flags: readonly string[] = []): CommandLine {
  const boolean = { type: 'boolean' } as const;
  const own: Record<string, typeof boolean> = Object.fromEntries(flags.map((name) => [name, boolean]));
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { ...own, help: boolean, home: { type: 'string' } },
    });
    const { help = false, home, ...set } = values;
    return { positionals, flags: new Set(Object.keys(set)), help, home };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

const withoutSecrets = (url: string) => url.replaceAll(/\/\/[^@/]*@/g, '//');
