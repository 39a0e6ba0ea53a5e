import { ImageError } from '../formats/image-error.ts';
import type { Container } from './container.ts';

/** What grows when it is read (entities), and files within, whose decoders and sizes nothing here limits. */
const REFUSED = [
  [/<!ENTITY/i, 'declares entities'],
  [/\bdata:[\w.+-]*[/;,]/i, 'holds other files'],
] as const;

/**
 * A drawing is read as a whole or not at all, so nothing is said here of a cut file. References to other files are not
 * followed by the renderer, since a drawing that is read from memory has no address to which they could be relative.
 */
export const svg: Container = (bytes) => {
  const text = plain(decode(bytes));
  for (const [pattern, what] of REFUSED) {
    if (pattern.test(text)) throw new ImageError('unsupported_format', `The SVG drawing ${what}.`);
  }
  return { isComplete: true };
};

/** Every encoding but UTF-16 writes these words in ASCII, and the renderer takes UTF-16 only with its mark. */
function decode(bytes: Buffer): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return bytes.toString('utf16le');
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return bytes.toString('latin1');
}

/** Without what may hide a word from us and not from the renderer: numbers for letters, and breaks within an address. */
function plain(text: string): string {
  const letters = text.replaceAll(/&#(x?)([\da-f]+);/gi, (_reference, hex, digits) => {
    const code = Number.parseInt(digits, hex ? 16 : 10);
    return code < 128 ? String.fromCharCode(code) : '';
  });
  return letters.replaceAll(/[\t\r\n]/g, '');
}
