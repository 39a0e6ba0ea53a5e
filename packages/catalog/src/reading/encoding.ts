import { isAscii, isUtf8 } from 'node:buffer';
import { type Encoding, encodingMarked, garbleOf, wideEncoding } from './encodings.ts';
import { guessEncoding } from './guess-encoding.ts';
import { Utf32Decoder } from './utf-32.ts';

/**
 * Where an encoding is known from: the caller's option, the charset declared with the file, its byte order mark, the
 * bytes, which it alone explains, or a guess.
 */
export type EncodingSource = 'option' | 'declared' | 'mark' | 'bytes' | 'guess';

/**
 * How the bytes are read as text, and what was noticed on the way.
 * - `certain` is false while all bytes were ASCII, which nearly all encodings share: the first other ones decide.
 * - `damaged` becomes true at the first bytes without a meaning; from there on the rows are looked at one by one.
 */
export type Reading = { encoding: Encoding; from: EncodingSource; certain: boolean; damaged: boolean };

/** What is said of a file's encoding from outside: what the caller wishes, and what was declared with the file. */
export type EncodingHints = { wished?: Encoding | undefined; declared?: Encoding | null | undefined };

/** The encoding of a file that begins with these bytes. */
export async function readingOf(head: Buffer, { wished, declared }: EncodingHints = {}): Promise<Reading> {
  if (wished) return readingIn(wished, 'option');
  const marked = encodingMarked(head);
  if (marked) return readingIn(marked, 'mark');
  if (declared) return readingIn(declared, 'declared');
  const wide = wideEncoding(head);
  if (wide) return readingIn(wide, 'bytes');
  const whole = head.subarray(0, head.length - cutOffLength(head));
  if (isAscii(whole)) return { ...readingIn('utf-8', 'bytes'), certain: false };
  return isMostlyUtf8(whole) ? readingIn('utf-8', 'bytes') : readingIn(await guessEncoding(head), 'guess');
}

/** A reading that is settled. */
export const readingIn = (encoding: Encoding, from: EncodingSource): Reading => ({
  encoding,
  from,
  certain: true,
  damaged: false,
});

/** The first text of a file, for a look at it. */
export const headText = (head: Buffer, encoding: Encoding) =>
  decoderOf(encoding).decode(head, { stream: true });

/**
 * The file as text. `reading` is kept up to date: where a file that was all ASCII so far goes on with bytes that are not
 * UTF-8, its encoding is guessed by these.
 */
export async function* decoded(source: AsyncIterable<Uint8Array>, reading: Reading): AsyncGenerator<string> {
  let decoder = reading.encoding === 'utf-8' ? null : decoderOf(reading.encoding);
  let garble = garbleOf(reading.encoding);
  for await (const bytes of decoder ? source : wholeCharacters(source)) {
    if (!decoder && !isUtf8(bytes)) {
      if (reading.certain || isMostlyUtf8(bytes)) reading.damaged = true;
      else {
        Object.assign(reading, readingIn(await guessEncoding(bytes), 'guess'));
        decoder = decoderOf(reading.encoding);
        garble = garbleOf(reading.encoding);
      }
    }
    reading.certain ||= !isAscii(bytes);
    const text = decoder
      ? decoder.decode(bytes, { stream: true })
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
    // A replacement character in a UTF-8 file may be its own.
    reading.damaged ||= decoder ? garble.test(text) : text.includes('\0');
    yield text;
  }
  const cutOff = decoder?.decode() ?? '';
  reading.damaged ||= cutOff !== '';
  if (cutOff !== '') yield cutOff;
}

type Decoder = { decode(bytes?: Uint8Array, options?: { stream: boolean }): string };

const decoderOf = (encoding: Encoding): Decoder =>
  encoding === 'utf-32le' || encoding === 'utf-32be' ? new Utf32Decoder(encoding) : new TextDecoder(encoding);

/** Of characters beyond ASCII at most one in so many may be damaged in a text that still is UTF-8. */
const DAMAGED_ONE_IN = 5;

/** In no other encoding do more than a few letters look like UTF-8 by chance. */
function isMostlyUtf8(bytes: Uint8Array): boolean {
  if (isUtf8(bytes)) return true;
  const beyondAscii =
    Buffer.from(bytes)
      .toString()
      .match(/[\u0080-\u{10ffff}]/gu) ?? [];
  const damaged = beyondAscii.filter((character) => character === '\ufffd').length;
  return beyondAscii.length >= damaged * DAMAGED_ONE_IN;
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
