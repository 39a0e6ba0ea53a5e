import type { FailureCode } from '@halftone/contracts';
import { type ImageFormat, PIXEL_FORMATS } from './formats.ts';
import { ImageError } from './image-error.ts';
import { has, otherFormat, type Signature } from './other-formats.ts';

const IMAGES: readonly (readonly [ImageFormat, Signature])[] = [
  ['jpeg', { bytes: '\xff\xd8\xff' }],
  ['png', { bytes: '\x89PNG\r\n\x1a\n' }],
  ['webp', { at: 8, bytes: 'WEBP' }],
  ['gif', { bytes: 'GIF87a' }],
  ['gif', { bytes: 'GIF89a' }],
  ['tiff', { bytes: 'II*\0' }],
  ['tiff', { bytes: 'MM\0*' }],
  ['tiff', { bytes: 'II+\0' }],
  ['tiff', { bytes: 'MM\0+' }],
];

/** By what stands behind a prologue. */
const TEXTS: readonly (readonly [FailureCode, string, RegExp])[] = [
  ['not_an_image', 'an HTML page', /^<(!doctype html|html|head|body|title|script|meta|div|p|h1)\b/i],
  ['not_an_image', 'an XML document', /^<([!?]|[a-z][\w:.-]*[\s/>])/i],
  ['not_an_image', 'JSON', /^(\{\s*["}]|\[\s*["{[\]\d])/],
];

/** The first element of a drawing, or its document type. */
const SVG = /^(<!doctype svg\b|<(\w+:)?svg[\s/>])/i;

/** What may stand before the type or the first element of a document: spaces, comments and instructions as of XML. */
const PROLOGUE = /^(\s|<!--.*?-->|<\?.*?\?>)*/s;

/** How much of a text is looked at. */
const PREFIX_BYTES = 2048;

/**
 * The format by the bytes themselves; what the server says of it is often wrong.
 * @param accepted other formats are refused
 * @throws ImageError that says what it is instead
 */
export function sniff(bytes: Buffer, accepted: readonly ImageFormat[] = PIXEL_FORMATS): ImageFormat {
  if (bytes.length === 0) throw new ImageError('empty', 'The server sent no bytes.');
  const format = formatOf(bytes);
  if (format && accepted.includes(format)) return format;
  if (format) {
    const detail = `The server sent an image of the format ${format.toUpperCase()}, which is not accepted here.`;
    const hint = `Use one of the accepted formats: ${accepted.map((one) => one.toUpperCase()).join(', ')}.`;
    throw new ImageError('unsupported_format', detail, { hint, source: { format } });
  }
  const other = otherFormat(bytes);
  if (other) {
    const { code, what, hint, format } = other;
    throw new ImageError(code, `The server sent ${what}.`, {
      ...(hint !== undefined && { hint }),
      ...(format !== undefined && { source: { format } }),
    });
  }
  throw textError(decodeText(bytes));
}

function formatOf(bytes: Buffer): ImageFormat | undefined {
  const binary = IMAGES.find(([, signature]) => has(bytes, signature))?.[0] ?? heifFormat(bytes);
  if (binary) return binary;
  // A page may hold drawings, and a drawing's text a page: what counts is the first element.
  return SVG.test(behindPrologue(decodeText(bytes))) ? 'svg' : undefined;
}

/** AVIF and HEIC share a container; the brands in its first box tell them apart. */
function heifFormat(bytes: Buffer): ImageFormat | undefined {
  if (!has(bytes, { at: 4, bytes: 'ftyp' })) return undefined;
  const brands = bytes.toString('latin1', 8, Math.min(bytes.readUInt32BE(0), 256)).match(/.{4}/gs) ?? [];
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return 'avif';
  if (brands.some((brand) => /^(hei|hev|mif1|msf1)/.test(brand))) {
    const hint = 'Export it as JPEG, PNG or WebP.';
    const source = { format: 'heic' };
    throw new ImageError('unsupported_format', 'The server sent a HEIC image.', { hint, source });
  }
  return undefined;
}

function textError(text: string): ImageError {
  const start = behindPrologue(text);
  const [code, what] = TEXTS.find(([, , pattern]) => pattern.test(start)) ?? [];
  if (code) return new ImageError(code, `The server sent ${what}.`);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells bytes from text
  const isText = !/[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]/.test(text);
  if (!isText)
    return new ImageError('not_an_image', 'The server sent bytes that are not a known image format.');
  const words = text.replaceAll(/\s+/g, ' ').trim().slice(0, 60);
  return new ImageError(
    'not_an_image',
    words ? `The server sent text: "${words}".` : 'The server sent blank text.',
  );
}

function behindPrologue(text: string): string {
  return text.replace(PROLOGUE, '');
}

/** The beginning of a file as text. */
function decodeText(bytes: Buffer): string {
  const prefix = bytes.subarray(0, PREFIX_BYTES);
  const utf16 = prefix[0] === 0xff && prefix[1] === 0xfe;
  // As a stream, a letter that the prefix cuts in two is left out and not counted as a wrong byte.
  return new TextDecoder(utf16 ? 'utf-16le' : 'utf-8').decode(prefix, { stream: true });
}
