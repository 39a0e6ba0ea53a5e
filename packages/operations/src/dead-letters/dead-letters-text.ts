import type { DeadLetter, OpenedLetter } from '@halftone/messaging';
import { printable } from '../printable.ts';

const NOTHING = 'There are no dead letters: every event could be handled.';
const LONGEST_DATA = 10_000;

/** The dead letters for a person to choose from, as they come. */
export async function* listText(letters: AsyncIterable<DeadLetter>): AsyncGenerator<string> {
  let isEmpty = true;
  for await (const letter of letters) {
    isEmpty = false;
    yield `${headline(letter)}\n      ${printable(letter.reason)}\n`;
  }
  if (isEmpty) yield `${NOTHING}\n`;
}

/** One dead letter, with the bytes of the event. */
export function letterText(letter: OpenedLetter): string {
  return [headline(letter), `Reason: ${printable(letter.reason)}`, '', contentOf(letter)].join('\n');
}

function headline({ number, consumer, subject, seq, movedAt }: DeadLetter): string {
  const when = `${movedAt.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  return `${String(number).padStart(4)}  event ${seq} on ${printable(subject)}, from consumer ${consumer}, ${when}`;
}

function contentOf({ data }: OpenedLetter): string {
  const text = Buffer.from(data).toString();
  const lines = indented(text).slice(0, LONGEST_DATA).split('\n').map(printable).join('\n');
  return text.length > LONGEST_DATA ? `${lines}\n... (${data.length} bytes in all)` : lines;
}

/** JSON on several lines, anything else as it is. */
function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
