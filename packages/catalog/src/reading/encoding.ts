import { isAscii, isUtf8 } from 'node:buffer';

/**
 * How the bytes are read as text, and what was noticed on the way.
 * - `certain` is false while all bytes were ASCII, which UTF-8 and Windows-1252 share: the first other ones decide.
 * - `damaged` becomes true at the first NUL or invalid sequence; from there on the rows are looked at one by one.
 */
export type Reading = { encoding: string; certain: boolean; damaged: boolean };

const BYTE_ORDER_MARKS = [
  { mark: Buffer.from([0xef, 0xbb, 0xbf]), encoding: 'utf-8' },
  { mark: Buffer.from([0xff, 0xfe]), encoding: 'utf-16le' },
  { mark: Buffer.from([0xfe, 0xff]), encoding: 'utf-16be' },
];

/** The encoding of a file that begins with these bytes: by its byte order mark, else UTF-8, else Windows-1252. */
export function readingOf(head: Buffer): Reading {
  const marked = BYTE_ORDER_MARKS.find(({ mark }) => head.subarray(0, mark.length).equals(mark));
  if (marked) return { encoding: marked.encoding, certain: true, damaged: false };
  const whole = head.subarray(0, head.length - cutOffLength(head));
  if (isAscii(whole)) return { encoding: 'utf-8', certain: false, damaged: false };
  return { encoding: isUtf8(whole) ? 'utf-8' : 'windows-1252', certain: true, damaged: false };
}

/** The first text of a file, for a look at it. */
export const headText = (head: Buffer, encoding: string) =>
  new TextDecoder(encoding).decode(head, { stream: true });

/**
 * The file as text. `reading` is kept up to date: where a file that was all ASCII so far goes on with bytes that are not
 * UTF-8, it becomes Windows-1252.
 */
export async function* decoded(source: AsyncIterable<Uint8Array>, reading: Reading): AsyncGenerator<string> {
  let decoder = reading.encoding === 'utf-8' ? null : new TextDecoder(reading.encoding);
  for await (const bytes of decoder ? source : wholeCharacters(source)) {
    if (!decoder && !isUtf8(bytes)) {
      if (reading.certain) {
        reading.damaged = true;
      } else {
        reading.encoding = 'windows-1252';
        decoder = new TextDecoder(reading.encoding);
      }
    }
    reading.certain ||= !isAscii(bytes);
    const text = decoder
      ? decoder.decode(bytes, { stream: true })
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
    // A replacement character in a UTF-8 file may be its own.
    reading.damaged ||= text.includes('\0') || (decoder !== null && text.includes('\ufffd'));
    yield text;
  }
  const cutOff = decoder?.decode() ?? '';
  reading.damaged ||= cutOff !== '';
  if (cutOff !== '') yield cutOff;
}

/** The same bytes, cut so that no UTF-8 sequence is spread over two pieces. */
async function* wholeCharacters(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let rest: Uint8Array = Buffer.alloc(0);
  for await (const chunk of source) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = bytes.length - cutOffLength(bytes);
    rest = bytes.subarray(end);
    if (end > 0) yield bytes.subarray(0, end);
  }
  if (rest.length > 0) yield rest;
}

/** How many bytes at the end begin a UTF-8 sequence whose rest is missing. */
function cutOffLength(bytes: Uint8Array): number {
  for (let length = 1; length <= Math.min(3, bytes.length); length++) {
    const byte = bytes[bytes.length - length] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) return sequenceLength(byte) > length ? length : 0;
  }
  return 0;
}

const sequenceLength = (lead: number) => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2);
