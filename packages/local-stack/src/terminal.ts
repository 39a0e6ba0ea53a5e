import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { StartError, type SupervisorEvent } from './processes/supervisor.ts';

/** What the person at the terminal is told. */
export type Terminal = ReturnType<typeof createTerminal>;

const BAR = 30;
const LAST_LINES = 5;
const LINE_WIDTH = 200;

/** Writes a calm account to the stream, with a progress bar where a person looks at it. */
export function createTerminal(stream: NodeJS.WriteStream) {
  // A closed terminal must not end the services in disorder.
  stream.on('error', () => {});
  const say = (text: string) => void stream.write(`${text}\n`);
  return {
    interactive: stream.isTTY === true,
    say,

    /** Draws how far something is, from 0 to 100; drawing 100 ends the line. */
    progress(label: string, percent: number): void {
      if (!stream.isTTY) return;
      const filled = Math.round((BAR * percent) / 100);
      const bar = '█'.repeat(filled) + '░'.repeat(BAR - filled);
      stream.write(
        `\r${label} ${bar} ${String(Math.round(percent)).padStart(3)} %${percent >= 100 ? '\n' : ''}`,
      );
    },

    report(event: SupervisorEvent): void {
      if (event.kind === 'recovered') {
        say(`${event.name} is back.`);
      } else {
        say(
          `${event.name} ${event.how}; restarting in ${event.restartInMs / 1000} s. The last lines of its log:`,
        );
        say(endOf(event.log));
      }
    },

    /** Says why it did not work: what is known to happen in a sentence, what is not with the stack. */
    explain(error: unknown): void {
      say(error instanceof Error && isKnown(error) ? error.message : inspect(error));
      if (error instanceof StartError) say(endOf(error.log));
    },
  };
}

/** Our own errors have names of their own, and messages that are meant to be read. */
function isKnown({ name }: Error): boolean {
  return !['Error', 'TypeError', 'RangeError', 'ReferenceError', 'SyntaxError'].includes(name);
}

/** The last lines of a log, set off from what we say ourselves. */
function endOf(log: string): string {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-LAST_LINES);
  return [...lines, `(full log: ${log})`].map((line) => `  | ${line.slice(0, LINE_WIDTH)}`).join('\n');
}
