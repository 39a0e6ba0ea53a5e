import { ConfigError, type Environment } from './config.ts';
import { letObjectsDieYoung } from './heap.ts';
import { endWithSupervisor } from './termination.ts';

/** EX_CONFIG of sysexits(3): the configuration is wrong, and starting again will not help. */
const EXIT_CODE = 78;

/**
 * Reads a service's configuration as the first thing it does. A wrong one ends the process with the message that names
 * the variables; a stack trace would only hide it. From here on the process ends when its supervisor, if any, is gone.
 */
export function configure<T>(read: (env: Environment) => T, env: Environment): T {
  endWithSupervisor();
  letObjectsDieYoung();
  try {
    return read(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`The configuration is wrong:\n${error.message}\n`);
    process.exit(EXIT_CODE);
  }
}
