import { gunzipSync } from 'node:zlib';
import type { FailureCode } from '@halftone/contracts';

/** What a file begins with, or has at a place of its own. */
export type Signature = { at?: number; bytes: string };

/** What is no image that can be read, by its name in a sentence. */
export type OtherFormat = { code: FailureCode; what: string; format?: string; hint?: string };

const EXPORT = 'Export it as JPEG, PNG or WebP.';
const DEVELOP = 'Develop it, and export it as JPEG or PNG.';

const image = (format: string, what: string, hint = EXPORT): OtherFormat => ({
  code: 'unsupported_format',
  what,
  format,
  hint,
});
const raw = (what: string): OtherFormat => image('raw', `a camera raw file (${what})`, DEVELOP);
const other = (what: string): OtherFormat => ({ code: 'not_an_image', what });

/** The first that matches counts, so the narrower stand before the wider. */
export const SIGNATURES: readonly (readonly [Signature, OtherFormat])[] = [
  [{ bytes: 'BM' }, image('bmp', 'a BMP image')],
  [{ bytes: '\0\0\x01\0' }, image('ico', 'an icon')],
  [{ bytes: '\0\0\x02\0' }, image('cur', 'a cursor')],
  [{ bytes: 'icns' }, image('ico', 'an icon')],
  [{ bytes: '\xff\x0a' }, image('jxl', 'a JPEG XL image')],
  [{ bytes: '\0\0\0\x0cJXL ' }, image('jxl', 'a JPEG XL image')],
  [{ bytes: '\0\0\0\x0cjP  ' }, image('jp2', 'a JPEG 2000 image')],
  [{ bytes: '\xff\x4f\xff\x51' }, image('jp2', 'a JPEG 2000 image')],
  [{ bytes: 'II\xbc' }, image('jxr', 'a JPEG XR image')],
  [{ bytes: '8BPS' }, image('psd', 'a Photoshop document')],
  [{ bytes: 'gimp xcf' }, image('xcf', 'a GIMP document')],
  [{ bytes: '%!PS' }, image('eps', 'a PostScript drawing')],
  [{ bytes: '\xc5\xd0\xd3\xc6' }, image('eps', 'a PostScript drawing')],
  [{ bytes: '\xd7\xcd\xc6\x9a' }, image('wmf', 'a Windows metafile')],
  [{ at: 40, bytes: ' EMF' }, image('wmf', 'a Windows metafile')],
  [{ bytes: 'AT&TFORM' }, image('djvu', 'a DjVu document')],
  [{ bytes: 'v/1\x01' }, image('exr', 'an OpenEXR image')],
  [{ bytes: '#?RADIANCE' }, image('hdr', 'a Radiance HDR image')],
  [{ bytes: '#?RGBE' }, image('hdr', 'a Radiance HDR image')],
  [{ bytes: 'qoif' }, image('qoi', 'a QOI image')],
  [{ bytes: 'DDS ' }, image('dds', 'a DirectDraw texture')],
  [{ bytes: 'FLIF' }, image('flif', 'a FLIF image')],
  [{ bytes: 'BPG\xfb' }, image('bpg', 'a BPG image')],
  [{ bytes: 'SIMPLE  =' }, image('fits', 'a FITS image')],
  [{ bytes: '\x8aMNG\r\n\x1a\n' }, image('mng', 'an MNG animation')],
  [{ bytes: '\x8bJNG\r\n\x1a\n' }, image('jng', 'a JNG image')],
  [{ bytes: 'FUJIFILMCCD-RAW' }, raw('RAF')],
  [{ at: 4, bytes: 'ftypcrx ' }, raw('CR3')],
  [{ bytes: 'IIRO' }, raw('ORF')],
  [{ bytes: 'IIRS' }, raw('ORF')],
  [{ bytes: 'MMOR' }, raw('ORF')],
  [{ bytes: 'IIU\0' }, raw('RW2')],
  [{ bytes: 'FOVb' }, raw('X3F')],
  [{ bytes: '\0MRM' }, raw('MRW')],
  [{ bytes: '%PDF' }, other('a PDF document')],
  [{ bytes: 'PK\x03\x04' }, other('a ZIP archive')],
  [{ at: 4, bytes: 'ftyp' }, other('a video')],
  [{ bytes: '\x1a\x45\xdf\xa3' }, other('a video')],
];

/** Netpbm: a letter, a digit, and the width behind a space or a comment. */
const NETPBM = /^P[1-6]\s+(#[^\n]*\n\s*)*\d|^P7\n|^P[Ff]\n/;

/** The last bytes of a Targa file of version 2. */
const TARGA_FOOTER = 'TRUEVISION-XFILE.\0';

/** @returns undefined when it is none of these */
export function otherFormat(bytes: Buffer): OtherFormat | undefined {
  // Its first bytes may be those of a cursor.
  if (isTarga(bytes)) return image('tga', 'a Targa image (TGA)');
  const found = SIGNATURES.find(([signature]) => has(bytes, signature))?.[1];
  if (found) return found;
  if (has(bytes, { bytes: '\x1f\x8b' }))
    return isSvgWithin(bytes) ? image('svgz', 'a compressed drawing (SVGZ)') : other('a gzip archive');
  const isNetpbm = NETPBM.test(bytes.toString('latin1', 0, 512));
  return isNetpbm ? image('netpbm', 'a Netpbm image (PBM, PGM, PPM or PAM)') : undefined;
}

export function has(bytes: Buffer, { at = 0, bytes: expected }: Signature): boolean {
  return bytes.toString('latin1', at, at + expected.length) === expected;
}

/** How much of an archive is looked at. */
const PACKED_BYTES = 4096;
/** Deflate packs no more than this into a byte. */
const MOST_UNPACKED = 1032;

function isSvgWithin(bytes: Buffer): boolean {
  try {
    // A flush as the end, so that the beginning of a file can be unpacked.
    const options = { finishFlush: 2, maxOutputLength: PACKED_BYTES * MOST_UNPACKED };
    return /<(\w+:)?svg[\s/>]/i.test(gunzipSync(bytes.subarray(0, PACKED_BYTES), options).toString('latin1'));
  } catch {
    return false;
  }
}

const TARGA = { types: [1, 2, 3, 9, 10, 11], depths: [8, 15, 16, 24, 32], headerBytes: 18 } as const;

/** Without the footer nothing marks a Targa but that every field of its header has one of few values. */
function isTarga(bytes: Buffer): boolean {
  if (bytes.toString('latin1', Math.max(0, bytes.length - TARGA_FOOTER.length)) === TARGA_FOOTER) return true;
  if (bytes.length < TARGA.headerBytes) return false;
  const [hasMap = 2, type = 0, depth = 0, flags = 0] = [1, 2, 16, 17].map((at) => bytes[at]);
  const isMapped = type === 1 || type === 9;
  const hasSize = bytes.readUInt16LE(12) > 0 && bytes.readUInt16LE(14) > 0;
  const isMapSound = isMapped ? hasMap === 1 : hasMap === 0 && bytes.readUInt32LE(3) === 0;
  const isKnown = TARGA.types.some((one) => one === type) && TARGA.depths.some((one) => one === depth);
  return isKnown && isMapSound && hasSize && (flags & 0xc0) === 0;
}
