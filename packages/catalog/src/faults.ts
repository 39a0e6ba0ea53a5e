/** What can be wrong with a single row, as a table: the code is stable, the hint says how to mend it. */
export const ROW_FAULTS = {
  missing_name: {
    title: 'The product has no name',
    hint: 'Fill in the product name.',
  },
  no_images: {
    title: 'The product has no image URL',
    hint: 'Give at least one http:// or https:// address, or remove the row.',
  },
  invalid_url: {
    title: 'An image URL cannot be used',
    hint: 'Write complete http:// or https:// addresses, separated by commas, and put quotes around the cell.',
  },
  too_many_urls: {
    title: 'The row has too many image URLs',
    hint: 'Spread the images over several rows.',
  },
  row_too_large: {
    title: 'The row is too large',
    hint: 'Shorten its cells, or leave out columns that are not needed, such as long descriptions.',
  },
  malformed_row: {
    title: 'The row cannot be split into cells',
    hint: 'Put quotes around every cell that contains the delimiter, a quote or a line break, and double the quotes inside.',
  },
  invalid_characters: {
    title: 'The row contains bytes that are no text',
    hint: 'Save the file as CSV in UTF-8 and upload it again.',
  },
} as const satisfies Record<string, { title: string; hint: string }>;

export type RowFaultCode = keyof typeof ROW_FAULTS;

/** One bad row. `line` is the line of the file on which the row begins, counted from 1. */
export type RowFault = { line: number; code: RowFaultCode; detail: string; hint: string };

/** A row's fault with the table's hint. */
export function rowFault(line: number, code: RowFaultCode, detail: string): RowFault {
  return { line, code, detail, hint: ROW_FAULTS[code].hint };
}

/** Why a file as a whole is no catalogue. */
export const CATALOGUE_FAULTS = {
  empty_file: 'Upload a CSV with a header line and at least one product.',
  not_csv: 'Export or save the catalogue as CSV (UTF-8, separated by commas) and upload that file.',
  missing_columns:
    'The first line has to name the columns, for instance: S. No.,Product Name,Input Image URLs. The serial number may be missing.',
  header_too_large: 'Leave out columns that are not needed.',
  no_products: 'Add at least one line with a product name and an image URL below the header.',
  too_many_rows: 'Split the catalogue into several files, or have the operator raise the limit.',
} as const satisfies Record<string, string>;

export type CatalogueErrorCode = keyof typeof CATALOGUE_FAULTS;

/** The file as a whole is no catalogue; nothing of it can be used. */
export class CatalogueError extends Error {
  override name = 'CatalogueError';
  readonly code: CatalogueErrorCode;
  readonly hint: string;

  constructor(code: CatalogueErrorCode, message: string) {
    super(message);
    this.code = code;
    this.hint = CATALOGUE_FAULTS[code];
  }
}

const QUOTED_LENGTH = 120;

/** More than is quoted, so that credentials are seen as a whole before the text is shortened. */
const LOOKED_AT_LENGTH = 2048;

/** A user name with its password ends at an `@` and has none of these in it. */
const WITHOUT_SLASHES = /[^/\\?#\s]+/g;

/** How what is, or is meant as, a URL begins: `https://`, and `https:` or `https:/` as well. */
const SCHEME_BEFORE = /[a-z]:[/\\]{0,3}$/i;
const SCHEME = /[a-z]:/i;

/** Replaces the user name and password of URLs, in one pass over the text. */
function withoutCredentials(text: string): string {
  if (!text.includes('@')) return text;
  return text.replace(WITHOUT_SLASHES, (part, index: number) => {
    const end = part.lastIndexOf('@');
    const scheme = SCHEME.exec(part);
    const follows = SCHEME_BEFORE.test(text.slice(Math.max(0, index - 4), index));
    const start = follows ? 0 : scheme ? scheme.index + 2 : end;
    return start < end ? `${part.slice(0, start)}…${part.slice(end)}` : part;
  });
}

/**
 * Text from the file as it stands in a message: on one line, shortened, in quotes, and without the credentials of URLs,
 * since messages get into events and logs.
 */
export function quoted(text: string): string {
  const shown = withoutCredentials(text.slice(0, LOOKED_AT_LENGTH));
  const line = shown.slice(0, QUOTED_LENGTH).replace(/\p{Cc}+/gu, ' ');
  return shown.length > QUOTED_LENGTH ? `“${line}…”` : `“${line}”`;
}
