import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { sniff } from './sniff.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const avif = (brands: string) => latin1(`\0\0\0${String.fromCharCode(8 + brands.length)}ftyp${brands}`);

it.each([
  ['jpeg', latin1('\xff\xd8\xff\xe0\0\x10JFIF')],
  ['png', latin1('\x89PNG\r\n\x1a\n\0\0\0\rIHDR')],
  ['webp', latin1('RIFF\x10\0\0\0WEBPVP8 ')],
  ['gif', latin1('GIF87a')],
  ['gif', latin1('GIF89a')],
  ['tiff', latin1('II*\0\x08\0\0\0')],
  ['tiff', latin1('MM\0*\0\0\0\x08')],
  ['avif', avif('avif\0\0\0\0avifmif1miaf')],
  ['avif', avif('mif1\0\0\0\0mif1avif')],
  ['avif', avif('avis\0\0\0\0avis')],
])('a %s is known by its first bytes', (format, bytes) => {
  expect(sniff(bytes)).toBe(format);
});

/** Colours without a map, uncompressed, at 0, 0. */
const TARGA_HEADER = '\0\0\x02\0\0\0\0\0\0\0\0\0';

it.each([
  ['empty', /no bytes/, ''],
  ['unsupported_format', /HEIC/, '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
  ['unsupported_format', /BMP/, 'BM\x36\0\0\0'],
  ['unsupported_format', /CR3/, '\0\0\0\x18ftypcrx \0\0\0\x01crx isom'],
  ['unsupported_format', /RAF/, 'FUJIFILMCCD-RAW 0201FF'],
  ['unsupported_format', /ORF/, 'IIRO\x08\0\0\0'],
  ['unsupported_format', /RW2/, 'IIU\0\x18\0\0\0'],
  ['unsupported_format', /JPEG 2000/, '\xff\x4f\xff\x51\0\x2f'],
  ['unsupported_format', /JPEG XR/, 'II\xbc\x01'],
  ['unsupported_format', /Netpbm/, 'P6\n64 48\n255\n\0\0\0'],
  ['unsupported_format', /Netpbm/, 'P5 # grey\n64 48 255\n'],
  ['unsupported_format', /Targa/, `${TARGA_HEADER}\x40\0\x30\0\x18\x20${'\0'.repeat(40)}`],
  ['unsupported_format', /Targa/, `\x05${'\x07'.repeat(40)}TRUEVISION-XFILE.\0`],
  ['unsupported_format', /QOI/, 'qoif\0\0\0\x40'],
  ['unsupported_format', /PostScript/, '%!PS-Adobe-3.0 EPSF-3.0'],
  ['unsupported_format', /JPEG XL/, '\xff\x0a\xfa\x1f'],
  ['unsupported_format', /icon/, '\0\0\x01\0\x01\0'],
  ['unsupported_format', /Photoshop/, '8BPS\0\x01'],
  ['unsupported_format', /SVG/, '<svg xmlns="http://www.w3.org/2000/svg">'],
  ['unsupported_format', /SVG/, '<?xml version="1.0"?><!-- drawn --><svg width="1">'],
  [
    'unsupported_format',
    /SVG/,
    '\xef\xbb\xbf<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">\n<svg>',
  ],
  ['unsupported_format', /SVG/, '<!DOCTYPE svg [ <!ENTITY a "b>"> ]><!-- --><svg:svg xmlns:svg="">'],
  ['not_an_image', /HTML/, '<!DOCTYPE html><html>'],
  ['not_an_image', /HTML/, '<!DOCTYPE html><title>404</title><svg width="1"></svg>'],
  ['not_an_image', /HTML/, '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x"><svg>'],
  ['not_an_image', /HTML/, '<?xml version="1.0"?><!DOCTYPE html><html><body><svg></svg>'],
  ['not_an_image', /HTML/, '<body><svg class="logo"></svg>'],
  ['not_an_image', /XML/, '<page><svg width="1"/></page>'],
  ['not_an_image', /JSON/, '{"icon": "<svg >"}'],
  ['not_an_image', /HTML/, '\n  <!-- login -->\n<html lang="en">'],
  ['not_an_image', /HTML/, '<head><title>404</title>'],
  ['not_an_image', /HTML/, '\xef\xbb\xbf<!doctype HTML>'],
  ['not_an_image', /XML/, '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'],
  ['not_an_image', /XML/, '<?xml version="1.0"?><!DOCTYPE rss><rss>'],
  ['not_an_image', /JSON/, '{"error": "not found"}'],
  ['not_an_image', /JSON/, '[{"a":1}]'],
  ['not_an_image', /PDF/, '%PDF-1.7'],
  ['not_an_image', /ZIP/, 'PK\x03\x04\x14'],
  ['not_an_image', /gzip/, '\x1f\x8b\x08'],
  ['not_an_image', /video/, '\0\0\0\x18ftypmp42\0\0\0\0'],
  ['not_an_image', /text: "Not Found"/, 'Not\n Found'],
  ['not_an_image', /blank/, '  \n\n   '],
  ['not_an_image', /not a known image format/, '\x00\x01\x02\x03\x04\x05\x06\x07'],
  ['not_an_image', /not a known image format/, '\xff'],
])('what is no image fails as %s and says what it is: %s', (code, detail, text) => {
  expect(() => sniff(latin1(text))).toThrow(
    expect.objectContaining({ code, message: expect.stringMatching(detail) }),
  );
});

it('a compressed drawing is told from other archives', () => {
  const drawing = gzipSync(`<?xml version="1.0"?><svg xmlns="x">${'<path d="M1 2"/>'.repeat(9000)}</svg>`);
  expect(() => sniff(drawing)).toThrow(
    expect.objectContaining({ code: 'unsupported_format', message: expect.stringMatching(/SVGZ/) }),
  );
  expect(() => sniff(gzipSync('words'))).toThrow(expect.objectContaining({ code: 'not_an_image' }));
});

it('a hint does not recommend what was refused', () => {
  const jpeg = latin1('\xff\xd8\xff\xe0');
  expect(() => sniff(jpeg, ['webp', 'png'])).toThrow(
    expect.objectContaining({ hint: 'Use one of the accepted formats: WEBP, PNG.' }),
  );
});
