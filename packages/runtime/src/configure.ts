import { ConfigError, type Environment } from './config.ts';
import { letObjectsDieYoung } from './heap.ts';
import type { Logger } from './logger.ts';
import { endWhenAsked } from './termination.ts';

/** EX_CONFIG of sysexits(3): the configuration is wrong, and starting again will not help. */
const EXIT_CODE = 78;

/**
 * Reads a service's configuration as the first thing it does. A wrong one ends the process with the message that names
 * the variables; a stack trace would only hide it. From here on the process ends when it is asked to.
 */
export function configure<T>(read: (env: Environment) => T, env: Environment): T {
  endWhenAsked();
  letObjectsDieYoung();
  try {
    return read(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`The configuration is wrong:\n${error.message}\n`);
    process.exit(EXIT_CODE);
  }
}

/** What a service meets at its start that it cannot work with, however often it is started again. */
export type Unsuitable = Error & { code: string; hint: string };

/** Ends the process with what keeps it from starting, and what to do about it. */
export function refuseToStart({ code, message, hint }: Unsuitable, logger: Logger): never {
  logger.fatal({ code, hint }, message);
  process.stderr.write(`${message} ${hint}\n`);
  process.exit(EXIT_CODE);
}
