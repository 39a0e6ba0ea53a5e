import { extensionOf, FORMATS, fileOf, formatOfExtension, titleOf } from './formats.ts';
import { failed, type ImageKind, NOT_CHECKED, PASSED, unknown } from './kind.ts';
import { oneOf, writtenBytes } from './quantities.ts';

export const maxBytes: ImageKind<'maxBytes'> = {
  isFixable: true,
  asks: ({ bytes, asks }) => `files of at most ${asks ?? writtenBytes(bytes)}`,
  measure: (most, { bytes }) => {
    if (bytes === undefined) return unknown('file size');
    return bytes <= most.bytes ? PASSED : failed(writtenBytes(bytes));
  },
  hint: () => 'Compress it, or scale it down.',
};

export const minBytes: ImageKind<'minBytes'> = {
  asks: ({ bytes, asks }) => `files of at least ${asks ?? writtenBytes(bytes)}`,
  measure: (least, { bytes }) => {
    if (bytes === undefined) return unknown('file size');
    return bytes >= least.bytes ? PASSED : failed(writtenBytes(bytes), `has only ${writtenBytes(bytes)}`);
  },
  hint: () => 'Supply a larger picture, or compress it at a higher quality.',
};

export const formats: ImageKind<'formats'> = {
  isFixable: true,
  asks: (check) => check.asks ?? oneOf(check.formats.map(titleOf)),
  measure: (check, { format }) => {
    if (format === undefined) return unknown('format');
    return check.formats.includes(format) ? PASSED : failed(titleOf(format), `is ${fileOf(format)}`);
  },
  hint: () => 'Convert it with `format`.',
};

/** Only what the address ends in is compared: one without a known extension says nothing false. */
export const extension: ImageKind<'extension'> = {
  asks: () => 'a file extension that agrees with the content',
  measure: (_, { url, format }) => {
    if (url === undefined) return unknown('URL');
    const named = extensionOf(url);
    const claimed = named === undefined ? undefined : formatOfExtension(named);
    if (claimed === undefined) return PASSED;
    if (format === undefined) return unknown('format');
    if (claimed === format) return PASSED;
    const found = `.${named} on ${fileOf(format)}`;
    return failed(found, `is ${fileOf(format)}, but its URL ends in .${named}`);
  },
  hint: () => 'Rename the file, or convert it to what its name says.',
};

/** Of JPEG alone: no other format has a quality that a reader of the file can tell. */
export const minQuality: ImageKind<'minQuality'> = {
  unchecked: 'Only the quality of files that Halftone wrote was checked.',
  isFixable: true,
  asks: ({ quality }) => `JPEG files of quality ${quality} or more`,
  measure: ({ quality: least }, { format, quality }) => {
    if (format === undefined) return unknown('format');
    if (format !== 'jpeg') return PASSED;
    if (quality === undefined) return NOT_CHECKED;
    return quality >= least ? PASSED : failed(`quality ${quality}`, `was written at quality ${quality}`);
  },
  hint: ({ quality }) => `Compress it with a \`quality\` of ${quality} or more.`,
};

export const imageExtension: ImageKind<'imageExtension'> = {
  asks: () => 'URLs that end in an image extension',
  measure: (_, { url }) => {
    if (url === undefined) return unknown('URL');
    const named = extensionOf(url);
    if (named !== undefined && formatOfExtension(named) !== undefined) return PASSED;
    const found = named === undefined ? 'no extension' : `.${named}`;
    return failed(found, `has a URL that ends in ${found}`);
  },
  hint: () => `Serve it at a URL that ends in ${oneOf(FORMATS.jpeg.extensions.map((name) => `.${name}`))}.`,
};
