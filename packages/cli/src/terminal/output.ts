import type { CommandError } from '../command-error.ts';
import { faultLines } from './wording.ts';

/** For programs, for a person at a terminal, or for a person who reads it later. */
export type Form = 'json' | 'terminal' | 'plain';

/** What the command prints. */
export type Output = {
  form: Form;
  /** A line for people; nothing in the JSON form. */
  say(text: string): void;
  /** A document for programs, on one line; nothing in the other forms. */
  data(document: unknown): void;
  /** Draws the line that changes; only at a terminal. Without a text it goes away. */
  redraw(line?: string): void;
  /** Says on standard error why the command did not do it. */
  explain(error: CommandError): void;
};

export type Streams = { stdout: NodeJS.WritableStream & Screen; stderr: NodeJS.WritableStream };
type Screen = { isTTY?: boolean; columns?: number };

const CLEAR = '\r\x1b[K';
const DEFAULT_COLUMNS = 80;

export function createOutput({ stdout, stderr }: Streams, json: boolean): Output {
  const form = json ? 'json' : stdout.isTTY ? 'terminal' : 'plain';
  let drawn = false;
  const clear = () => {
    if (drawn) stdout.write(CLEAR);
    drawn = false;
  };
  return {
    form,
    say(text) {
      if (form === 'json') return;
      clear();
      stdout.write(`${printable(text)}\n`);
    },
    data(document) {
      if (form === 'json') stdout.write(`${JSON.stringify(document)}\n`);
    },
    redraw(line) {
      if (form !== 'terminal') return;
      clear();
      if (line === undefined) return;
      stdout.write(printable(line).slice(0, (stdout.columns ?? DEFAULT_COLUMNS) - 1));
      drawn = true;
    },
    explain(error) {
      clear();
      stderr.write(json ? `${JSON.stringify(documentOf(error))}\n` : `${printable(textOf(error))}\n`);
    },
  };
}

/** Texts come from files and servers: what would steer the terminal, or turn the writing round, must not reach it. */
const printable = (text: string): string => text.replace(/(?!\n)[\p{Cc}\p{Cf}]/gu, '\uFFFD');

function textOf({ message, hint, problem }: CommandError): string {
  const faults = faultLines(problem?.errors ?? [], problem?.errorsOmitted);
  return [message, ...faults, ...(hint ? [hint] : [])].join('\n');
}

function documentOf({ exitCode, message, hint, problem }: CommandError) {
  return { error: { exitCode, message, hint, problem } };
}
