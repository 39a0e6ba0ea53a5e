import type { CommandError } from '../command-error.ts';
import { faultLines, inFlags } from './wording.ts';

/** For programs, for a person at a terminal, or for a person who reads it later. */
export type Form = 'json' | 'terminal' | 'plain';

/** What the command prints. */
export type Output = {
  form: Form;
  /** How many characters fit on a line; unlimited where nobody looks at a screen. */
  columns: number;
  /** A line for people; nothing in the JSON form. */
  say(text: string): void;
  /** A document for programs, on one line; nothing in the other forms. */
  data(document: unknown): void;
  /** Draws the line that changes; only at a terminal. Without a text it goes away. */
  redraw(line?: string): void;
  /** Says on standard error what a person should know although the command did it. */
  warn(text: string): void;
  /** Says on standard error why the command did not do it, with a note on what was said. */
  explain(error: CommandError, note?: string): void;
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
    columns: stdout.isTTY ? (stdout.columns ?? DEFAULT_COLUMNS) : Number.POSITIVE_INFINITY,
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
    warn(text) {
      clear();
      stderr.write(json ? `${JSON.stringify({ warning: text })}\n` : `Warning: ${printable(text)}\n`);
    },
    explain(error, note) {
      clear();
      const text = [textOf(error), note].filter(Boolean).join('\n');
      stderr.write(json ? `${JSON.stringify(documentOf(error))}\n` : `${printable(text)}\n`);
    },
  };
}

/** Texts come from files and servers: what would steer the terminal, or turn the writing round, must not reach it. */
const printable = (text: string): string => text.replace(/(?!\n)[\p{Cc}\p{Cf}]/gu, '\uFFFD');

/** The sentence, the faults and the hint, each thing once: a refusal of one field is its fault, and has its hint. */
function textOf({ message, hint, problem }: CommandError): string {
  const { errors = [], errorsOmitted, hint: ownHint } = problem ?? {};
  const faults = errors
    .filter(({ line, detail }) => line !== undefined || !message.includes(detail))
    .map(({ hint: said, ...fault }) => (said === ownHint || !said ? fault : { ...fault, hint: said }));
  const [first] = faults;
  // The server's sentence ends with the first row that is listed below it.
  const sentence = first
    ? message.replace(`, the first on line ${first.line}: ${first.detail}`, '.')
    : message;
  return [sentence, ...faultLines(faults, errorsOmitted), ...(hint ? [inFlags(hint)] : [])].join('\n');
}

function documentOf({ exitCode, message, hint, problem }: CommandError) {
  return { error: { exitCode, message, hint, problem } };
}
