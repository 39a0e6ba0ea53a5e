/** An encoding that can be read: by its WHATWG name, or `utf-32le` and `utf-32be`, which the WHATWG leaves out. */
export type Encoding = string;

const OWN: Readonly<Record<string, Encoding>> = {
  'utf-32': 'utf-32le',
  'utf-32le': 'utf-32le',
  'utf-32be': 'utf-32be',
};

/** What clients write who do not know: nothing is known of a file that is more than ASCII. */
const UNKNOWING = new Set(['us-ascii', 'ascii', 'binary']);

/** The encoding that a label names (`latin1`, `cp1251`, `sjis`, in any case), or null when it cannot be read. */
export function encodingNamed(label: string): Encoding | null {
  const name = label.trim().toLowerCase();
  if (OWN[name]) return OWN[name];
  try {
    return new TextDecoder(name).encoding;
  } catch {
    return null;
  }
}

/** The encoding that a file was declared to have, or null when its label says nothing. */
export function encodingDeclared(label: string | undefined): Encoding | null {
  return label === undefined || UNKNOWING.has(label.trim().toLowerCase()) ? null : encodingNamed(label);
}

/** UTF-32 first: its mark begins with that of UTF-16. */
const BYTE_ORDER_MARKS: ReadonlyArray<{ mark: Buffer; encoding: Encoding }> = [
  { mark: Buffer.from([0xff, 0xfe, 0, 0]), encoding: 'utf-32le' },
  { mark: Buffer.from([0, 0, 0xfe, 0xff]), encoding: 'utf-32be' },
  { mark: Buffer.from([0xef, 0xbb, 0xbf]), encoding: 'utf-8' },
  { mark: Buffer.from([0xff, 0xfe]), encoding: 'utf-16le' },
  { mark: Buffer.from([0xfe, 0xff]), encoding: 'utf-16be' },
];

/** The encoding whose byte order mark a file begins with. */
export const encodingMarked = (head: Buffer): Encoding | null =>
  BYTE_ORDER_MARKS.find(({ mark }) => head.subarray(0, mark.length).equals(mark))?.encoding ?? null;

const PROBED_IMAGE = 4096;

/**
 * The encoding of a text without a mark whose characters have two or four bytes. Delimiters, line ends and URLs are in every
 * catalogue, whatever its language, and have their zeros on one side.
 */
export function wideEncoding(head: Buffer): Encoding | null {
  const start = head.subarray(0, Math.min(PROBED_IMAGE, head.length) & ~3);
  if (start.length < 8 || !start.includes(0)) return null;
  const zeros = [0, 0, 0, 0];
  for (const [index, byte] of start.entries()) if (byte === 0) zeros[index % 4] = (zeros[index % 4] ?? 0) + 1;
  const [a = 0, b = 0, c = 0, d = 0] = zeros.map((count) => count / (start.length / 4));
  // A character beyond the first 65,536 has a small third byte.
  if (d === 1 && c > 0.9 && a < 0.1) return 'utf-32le';
  if (a === 1 && b > 0.9 && d < 0.1) return 'utf-32be';
  if (b + d > 0.4 && a + c < 0.02) return 'utf-16le';
  if (a + c > 0.4 && b + d < 0.02) return 'utf-16be';
  return null;
}

const UNICODE = /^utf-/;

/** What stands in the text where the bytes of a file have no meaning. */
const NO_CHARACTER = /[\0\ufffd]/;

/** Where it is not Unicode, controls that no text has stand for bytes that the encoding leaves undefined (81 in Windows-1252). */
const NO_CHARACTER_OF_OLD = /[\0\ufffd\u0080-\u009f]/;

/** What text in this encoding has where its bytes have no meaning. */
export const garbleOf = (encoding: Encoding): RegExp =>
  UNICODE.test(encoding) ? NO_CHARACTER : NO_CHARACTER_OF_OLD;
