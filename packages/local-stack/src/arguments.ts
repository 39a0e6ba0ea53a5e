import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export type Arguments = {
  /** The gateway's port: as the user asked, or the default, which may give way to another. */
  port: { number: number; asked: boolean };
  /** Where everything is kept. */
  home: string;
  /** Whether the sample catalogue is run on the first start. */
  sample: boolean;
  /** Whether the stores are started alone, for a restore. */
  stores: boolean;
  help: boolean;
};

/** What was typed makes no sense. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export const USAGE = `Usage: npm start -- [options]

  --port N      the port of the API (default 3000)
  --home DIR    where everything is kept (default .halftone)
  --stores      start NATS, PostgreSQL and the object store without the services, for a restore
  --no-sample   do not run the sample catalogue on the first start
  --help        show this

Environment variables such as WEBHOOK_URL, OUTBOUND_ALLOW and LOG_LEVEL are passed on to the services.`;

const DEFAULT_PORT = 3000;

export type Surroundings = {
  /** The folder of the workspace. */
  root: string;
  /** The folder in which the user typed the command. */
  typedIn: string;
};

/**
 * Reads the command line.
 * @throws UsageError with a sentence that says what is wrong
 */
export function readArguments(args: string[], { root, typedIn }: Surroundings): Arguments {
  const { port, home, sample, stores, help } = parse(args);
  return {
    port: port === undefined ? { number: DEFAULT_PORT, asked: false } : { number: portOf(port), asked: true },
    home: home === undefined ? resolve(root, '.halftone') : resolve(typedIn, home),
    sample: sample ?? true,
    stores: stores ?? false,
    help: help ?? false,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowNegative: true,
      options: {
        port: { type: 'string' },
        home: { type: 'string' },
        sample: { type: 'boolean' },
        stores: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new UsageError(`--port is "${text}" and must be a whole number from 1 to 65535`);
}
