import { commandsOf, runCommand } from './page.ts';
import { finished, type Surroundings } from './programs.ts';

export type Attempts = {
  /** Runs the commands of a section of the page, those that are wanted. */
  section(heading: string, wanted?: (command: string) => boolean): Promise<void>;
  /** Runs a program that prints a line for each way to read the log, which begins with `ok` or `failed`. */
  ways(command: string): Promise<void>;
  failures(): number;
};

type Options = { severalFilters: boolean; say: (line: string) => void };

/** Tries what a subscriber may try, says how each ended, and counts the failures. */
export function createAttempts(surroundings: Surroundings, { severalFilters, say }: Options): Attempts {
  let failures = 0;

  async function attempt(what: string, act: () => Promise<void>): Promise<void> {
    try {
      await act();
      say(`ok     ${what}`);
    } catch (error) {
      failures += 1;
      say(`failed ${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  return {
    async section(heading, wanted = () => true) {
      let { cwd } = surroundings;
      for (const written of (await commandsOf(heading)).filter(wanted)) {
        const command = severalFilters ? written : written.replace(/( --filter '[^']+')+/, '$1');
        await attempt(command, async () => {
          cwd = await runCommand(command, { ...surroundings, cwd });
        });
      }
    },
    ways: (command) =>
      attempt(command, async () => {
        const output = await finished(command, surroundings);
        say(output.trim());
        if (/^failed/m.test(output)) throw new Error('some ways failed');
      }),
    failures: () => failures,
  };
}
