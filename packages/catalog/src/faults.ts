/** What can be wrong with a single row, as a table: the code is stable, the hint says how to fix it. */
export const ROW_FAULTS = {
  missing_name: {
    title: 'The product has no name',
    hint: 'Fill in the product name.',
  },
  no_images: {
    title: 'The product has no image URL',
    hint: 'Add at least one URL that begins with http:// or https://, or remove the row.',
  },
  invalid_url: {
    title: 'An image URL cannot be used',
    hint: 'Use complete URLs that begin with http:// or https://, separate them by commas, and put quotes around the cell.',
  },
  too_many_urls: {
    title: 'The row has too many image URLs',
    hint: 'Spread the images over several rows.',
  },
  row_too_large: {
    title: 'The row is too large',
    hint: 'Shorten its cells, or remove columns that are not needed, such as long descriptions.',
  },
  malformed_row: {
    title: 'The row cannot be split into cells',
    hint: 'Put quotes around every cell that contains the delimiter, a quote or a line break, and double the quotes inside.',
  },
  invalid_characters: {
    title: 'The row contains bytes that are not text',
    hint: 'Save the file as CSV in UTF-8 and upload it again.',
  },
} as const satisfies Record<string, { title: string; hint: string }>;

export type RowFaultCode = keyof typeof ROW_FAULTS;

/** One bad row. `line` is the line of the file on which the row begins, counted from 1. */
export type RowFault = { line: number; code: RowFaultCode; detail: string; hint: string };

/** A row's fault, with the table's hint unless there is a better one. */
export function rowFault(
  line: number,
  code: RowFaultCode,
  detail: string,
  hint: string = ROW_FAULTS[code].hint,
): RowFault {
  return { line, code, detail, hint };
}

/** Why a file as a whole is no catalogue. */
export const CATALOGUE_FAULTS = {
  empty_file: 'Upload a CSV with a header line and at least one product.',
  not_csv: 'Export or save the catalogue as CSV (UTF-8, separated by commas) and upload that file.',
  missing_columns:
    'The first line must name the columns, for example: S. No.,Product Name,Input Image URLs. The serial number is optional.',
  unknown_column: 'Name the columns by their headings as they are in the file, or by their positions from 1.',
  no_image_columns: 'Export the images as well, or add a column of image URLs.',
  header_too_large: 'Remove columns that are not needed.',
  no_products: 'Add at least one line with a product name and an image URL below the header.',
  too_many_rows: 'Split the catalogue into several files, or have the operator raise the limit.',
  html_table:
    'Open it in Excel or LibreOffice and save it as XLSX or CSV (File > Save As), or have the shop export CSV.',
  xml_spreadsheet: 'Open it in Excel and save it as XLSX: File > Save As > Excel Workbook (*.xlsx).',
  old_workbook:
    'Save it as XLSX. Excel: File > Save As > Excel Workbook (*.xlsx). LibreOffice: File > Save As > Excel 2007–365 (.xlsx). Google Sheets: File > Download > Microsoft Excel (.xlsx).',
  binary_workbook: 'Save it as XLSX. Excel: File > Save As > Excel Workbook (*.xlsx).',
  open_document:
    'Save it as XLSX or CSV. LibreOffice: File > Save As > Excel 2007–365 (.xlsx). Google Sheets: File > Download > Microsoft Excel (.xlsx).',
  numbers_document: 'Export it. Numbers: File > Export To > Excel…, or CSV….',
  archive_of_files: 'Unpack it and upload the CSV or XLSX file that contains the catalogue.',
  damaged_archive: 'Compress the CSV again, or upload it uncompressed.',
  encrypted_workbook:
    'Remove the password and upload it again. Excel: File > Info > Protect Workbook > Encrypt with Password, and empty the field. LibreOffice: File > Save As, without “Save with password”.',
  damaged_workbook:
    'Open it in Excel or LibreOffice, save it as XLSX under another name (File > Save As) and upload that file.',
  workbook_too_large:
    'Save the sheet as CSV, which has no such limit (Excel: File > Save As > CSV UTF-8), and upload that file; or split the workbook.',
  unknown_sheet: 'Set `sheet` to the name of one of the sheets, or omit it to use the first visible one.',
  empty_sheet: 'Move the catalogue to the first visible sheet, or set `sheet` to the name of its sheet.',
} as const satisfies Record<string, string>;

export type CatalogueErrorCode = keyof typeof CATALOGUE_FAULTS;

/** What was seen of a file before it was refused, for the caller to choose from. */
export type SeenInFile = {
  /** The cells of what is most likely its header. */
  headings?: readonly string[];
  /** The visible sheets of a workbook, the one that was read first. */
  sheets?: readonly string[];
};

/** The file as a whole is no catalogue; nothing of it can be used. */
export class CatalogueError extends Error {
  override name = 'CatalogueError';
  readonly code: CatalogueErrorCode;
  readonly hint: string;
  seen: SeenInFile = {};

  constructor(code: CatalogueErrorCode, message: string, hint: string = CATALOGUE_FAULTS[code]) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

const QUOTED_LENGTH = 120;

/** More than is quoted, so that credentials are seen as a whole before the text is shortened. */
const PROBED_IMAGE_LENGTH = 2048;

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
  const shown = withoutCredentials(text.slice(0, PROBED_IMAGE_LENGTH));
  const line = shown.slice(0, QUOTED_LENGTH).replace(/\p{Cc}+/gu, ' ');
  return shown.length > QUOTED_LENGTH ? `“${line}…”` : `“${line}”`;
}
