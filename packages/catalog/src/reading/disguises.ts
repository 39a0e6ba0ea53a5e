import type { CatalogueErrorCode } from '../faults.ts';

/** What a file seems to be that is no CSV, and the fault that says what to do about it. */
export type Disguise = { what: string; code: CatalogueErrorCode };

/** What a file that is no CSV begins with. */
const SIGNATURES: ReadonlyArray<{ bytes: string; what: string }> = [
  { bytes: 'PK\x03\x04', what: 'an Excel workbook (XLSX) or another ZIP archive' },
  { bytes: 'PK\x05\x06', what: 'an empty ZIP archive' },
  { bytes: '\xd0\xcf\x11\xe0', what: 'an old Excel workbook (XLS)' },
  { bytes: '%PDF', what: 'a PDF document' },
  { bytes: '\x1f\x8b', what: 'a gzip archive' },
  { bytes: '\x89PNG', what: 'a PNG image' },
  { bytes: '\xff\xd8\xff', what: 'a JPEG image' },
  { bytes: 'GIF8', what: 'a GIF image' },
  { bytes: 'RIFF', what: 'a WebP image or another RIFF file' },
  { bytes: 'SQLite format 3', what: 'an SQLite database' },
  { bytes: 'PAR1', what: 'a Parquet file' },
  { bytes: '{\\rtf', what: 'an RTF document' },
];

/** What a text that is no CSV begins with. */
const TEXTS: ReadonlyArray<{ start: RegExp; what: string; code?: CatalogueErrorCode }> = [
  {
    start: /^\s*<(?:!doctype html|html|head|body|table)\b[\s\S]*<t[dhr]\b/i,
    what: 'a table in HTML, as shops export it under the name .xls',
    code: 'html_table',
  },
  {
    start: /^\s*<\?xml[\s\S]{0,1000}(?:office:spreadsheet|progid="Excel\.Sheet")/i,
    what: 'an XML spreadsheet of Excel 2003',
    code: 'xml_spreadsheet',
  },
  { start: /^\s*<(?:!doctype html|html|head|body|table)\b/i, what: 'an HTML page' },
  { start: /^\s*<[?!a-z]/i, what: 'an XML document' },
  { start: /^\s*(?:\{\s*["}]|\[\s*[[{"\]])/, what: 'JSON' },
];

/** What a file with these first bytes seems to be, or null when it may be text. */
export function binaryDisguise(head: Buffer): Disguise | null {
  const start = head.toString('latin1', 0, 16);
  const signature = SIGNATURES.find(({ bytes }) => start.startsWith(bytes));
  return signature ? { what: signature.what, code: 'not_csv' } : null;
}

/** What a file with this first text seems to be, or null when it may be CSV. */
export function textDisguise(head: string): Disguise | null {
  if (head.includes('\0')) return { what: 'a binary file', code: 'not_csv' };
  const found = TEXTS.find(({ start }) => start.test(head));
  return found ? { what: found.what, code: found.code ?? 'not_csv' } : null;
}
