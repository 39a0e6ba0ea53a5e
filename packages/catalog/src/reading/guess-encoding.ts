import { isAscii } from 'node:buffer';
import { type Encoding, garbleOf } from './encodings.ts';
import { isMacRoman, MAC_ROMAN } from './mac-roman.ts';

/** What is looked for: encodings that programs for tables write, by the detector's name for them and the WHATWG's. */
const CANDIDATES: Readonly<Record<string, Encoding>> = {
  'windows-1250': 'windows-1250',
  'windows-1251': 'windows-1251',
  'windows-1252': 'windows-1252',
  'windows-1253': 'windows-1253',
  'windows-1254': 'windows-1254',
  'windows-1255': 'windows-1255',
  'windows-1256': 'windows-1256',
  shift_jis: 'shift_jis',
  cp932: 'shift_jis',
  'euc-jp': 'euc-jp',
  gb18030: 'gb18030',
  big5: 'big5',
  big5hkscs: 'big5',
  'euc-kr': 'euc-kr',
  cp949: 'euc-kr',
};

/** One byte a letter, of which none is Latin but those of ASCII. */
const OTHER_SCRIPTS: ReadonlySet<Encoding> = new Set([
  'windows-1251',
  'windows-1253',
  'windows-1255',
  'windows-1256',
]);

/** What stays where no guess is better. */
const FALLBACK = 'windows-1252';

/** Western letters are spread over several encodings at the same places: a lead of less is none. */
const LEAST_LEAD = 1.1;

const MOST_BYTES = 32 * 1024;

/** The encoding that bytes which are not UTF-8 most likely have. */
export async function guessEncoding(bytes: Uint8Array): Promise<Encoding> {
  const looked = tellingLines(bytes);
  const likeliest = await likeliestEncoding(looked);
  // The detector does not know it.
  const isMac =
    !OTHER_SCRIPTS.has(likeliest) && isMacRoman(looked, new TextDecoder(likeliest).decode(looked));
  return isMac ? MAC_ROMAN : likeliest;
}

async function likeliestEncoding(looked: Uint8Array): Promise<Encoding> {
  // It brings models of languages that take 50 MB, and most files are UTF-8.
  const { detectAll } = await import('jschardet');
  const found = detectAll(looked, { detectEncodings: Object.keys(CANDIDATES), minimumThreshold: 0 });
  const scores = new Map<Encoding, number>();
  for (const { encoding, confidence } of found) {
    const name = CANDIDATES[encoding?.toLowerCase() ?? ''];
    if (name) scores.set(name, Math.max(scores.get(name) ?? 0, confidence));
  }
  const fallback = textOf(looked, FALLBACK);
  const least = fallback === null ? 0 : (scores.get(FALLBACK) ?? 0) * LEAST_LEAD;
  const byScore = [...scores].filter(([, score]) => score > least).sort(([, a], [, b]) => b - a);
  for (const [encoding] of byScore) {
    const text = textOf(looked, encoding);
    if (text === null || (OTHER_SCRIPTS.has(encoding) && mixesScripts(text))) continue;
    return text === fallback ? FALLBACK : encoding;
  }
  return FALLBACK;
}

/** Whether half of the words that are more than ASCII have Latin letters too: “Cafι” is “Café”, read in the encoding of another script. */
function mixesScripts(text: string): boolean {
  const words = (text.match(/\p{L}+/gu) ?? []).filter((word) => /[^a-z]/i.test(word));
  return words.filter((word) => /[a-z]/i.test(word)).length * 2 >= Math.max(1, words.length);
}

const LF = 0x0a;

/** The lines that are more than ASCII: the others say nothing, and in their midst the detector sees little. */
function tellingLines(bytes: Uint8Array): Uint8Array {
  const lines: Uint8Array[] = [];
  let length = 0;
  for (let start = 0; start < bytes.length && length < MOST_BYTES; ) {
    const end = bytes.indexOf(LF, start) + 1 || bytes.length;
    const line = bytes.subarray(start, Math.min(end, start + MOST_BYTES));
    if (!isAscii(line)) {
      lines.push(line);
      length += line.length;
    }
    start = end;
  }
  return Buffer.concat(lines);
}

/** The text that bytes are in an encoding, or null when it has no meaning for some of them. */
function textOf(bytes: Uint8Array, encoding: Encoding): string | null {
  const text = new TextDecoder(encoding).decode(bytes, { stream: true });
  return garbleOf(encoding).test(text) ? null : text;
}
