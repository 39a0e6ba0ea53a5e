import type { CatalogueLayout, Columns } from '@halftone/contracts';
import { gatherSpilledUrls, rowWidth, shortened } from '../cells/cells.ts';
import { splitUrls, urlProblem } from '../cells/image-urls.ts';
import { BYTES_BESIDE_TEXT, BYTES_BESIDE_URL, BYTES_PER_UNIT } from '../cells/json-size.ts';
import { quoted, type RowFault, type RowFaultCode, rowFault } from '../faults.ts';
import type { CatalogueLimits } from '../limits.ts';
import { DELIMITERS } from '../reading/dialect.ts';
import type { CatalogueRecord, RecordFlaw } from '../record.ts';
import { usualBase } from '../systems/systems.ts';

/** A product of the catalogue that can be worked on. */
export type Product = {
  /** Position among the products of the file, from 1. */
  row: number;
  /** The line of the file on which its first row begins, from 1. */
  line: number;
  /** As the row has it, or `row` when it has none. */
  serial: string;
  name: string;
  /**
   * One for each column of the header, of the product's first row. URLs that had spilled into further cells are back
   * in theirs; those of the rows that continue a product are in the first row's image cell.
   */
  cells: string[];
  /** In the order of the row; a URL may repeat, but not in a shop's export. */
  urls: string[];
};

/** What is not a product; `after` is the number of products before it, `cells` are shortened where no event would hold them. */
export type RejectedEntry = { fault: RowFault; cells: string[]; after: number };

export type CatalogueEntry = { product: Product } | RejectedEntry;

export type RowRules = {
  columns: Columns;
  delimiter: string;
  limits: CatalogueLimits;
  layout: CatalogueLayout;
  /** Whether cells were told apart by quotes, one of which may be missing. */
  quoted: boolean;
};

/** A product in the making: one row, or several that were put together. */
export type Draft = Omit<Product, 'row'> & {
  fault: RowFault | null;
  /** What explains it if cells turn out to be missing. */
  doubt?: RowFault;
};

/** Reads a row by itself, and says what is wrong with it. */
export function draftOf({ line, cells: raw, flaw }: CatalogueRecord, rules: RowRules): Draft {
  const { columns, delimiter, layout } = rules;
  const cells = gatherSpilledUrls(raw, columns, delimiter);
  const draft: Draft = {
    line,
    cells,
    serial: columns.serial === null ? '' : (cells[columns.serial] ?? '').trim(),
    name: (cells[columns.name] ?? '').trim(),
    urls: urlsIn(cells, layout),
    fault: null,
  };
  draft.fault = faultOf(draft, ROW_CHECKS, rules);
  // Of what is wrong with a row, what broke it comes before what follows from that.
  if (flaw && (flaw.certain || draft.fault)) draft.fault = faultBehind(flaw, draft);
  else if (flaw && raw.length < rowWidth(columns)) draft.doubt = faultBehind(flaw, draft);
  return draft;
}

function faultBehind({ code, detail, certain }: RecordFlaw, { line, cells }: Draft): RowFault {
  const loose = certain ? undefined : cells.find((cell) => cell.startsWith('"'));
  return rowFault(line, code, loose === undefined ? detail : `${detail.slice(0, -1)}: ${quoted(loose)}.`);
}

/** The URLs of the image cells, in the order of the layout. */
export function urlsIn(cells: string[], layout: CatalogueLayout, positions = layout.images): string[] {
  const [first = 0, ...others] = positions;
  const urls = splitUrls(cells[first] ?? '', layout);
  if (others.length === 0 && !layout.onceEach) return urls;
  for (const position of others) urls.push(...splitUrls(cells[position] ?? '', layout));
  return layout.onceEach ? [...new Set(urls)] : urls;
}

/**
 * Makes a product of a draft that is complete, or says what is wrong with it.
 * @param row the position the product will have
 */
export function productOf(draft: Draft, row: number, rules: RowRules): CatalogueEntry {
  const found = draft.fault ?? faultOf(draft, PRODUCT_CHECKS, rules);
  const fault = found && (draft.doubt ?? found);
  if (fault) return { fault, cells: shortened(draft.cells, rules.limits.maxRowBytes), after: row - 1 };
  const { line, serial, name, cells, urls } = draft;
  return { product: { row, line, serial: serial || String(row), name, cells, urls } };
}

/** What is wrong, in a sentence; with a hint of its own where the table's would not help. */
type Finding = string | { detail: string; hint?: string } | null;
type Check = { code: RowFaultCode; problemOf: (draft: Draft, rules: RowRules) => Finding };

/** In the order in which they are made: the first one that finds something names the fault. */
const ROW_CHECKS: readonly Check[] = [
  { code: 'malformed_row', problemOf: anotherDelimiter },
  { code: 'malformed_row', problemOf: swallowedRow },
  { code: 'invalid_url', problemOf: unusableUrl },
  { code: 'malformed_row', problemOf: excessCell },
];

/** These look at a product once all its rows are together. */
const PRODUCT_CHECKS: readonly Check[] = [
  { code: 'missing_name', problemOf: ({ name }) => (name === '' ? 'The product name is empty.' : null) },
  {
    code: 'no_images',
    problemOf: ({ name, urls }) => (urls.length === 0 ? `${quoted(name)} has no image URL.` : null),
  },
  {
    code: 'too_many_urls',
    problemOf: ({ urls }, { limits: { maxUrlsPerRow } }) =>
      urls.length > maxUrlsPerRow ? `${urls.length} image URLs, at most ${maxUrlsPerRow} are allowed.` : null,
  },
  { code: 'row_too_large', problemOf: excessBytes },
];

function faultOf(draft: Draft, checks: readonly Check[], rules: RowRules): RowFault | null {
  for (const { code, problemOf } of checks) {
    const finding = problemOf(draft, rules);
    if (finding === null) continue;
    const { detail, hint } = typeof finding === 'string' ? { detail: finding } : finding;
    return rowFault(draft.line, code, detail, hint);
  }
  return null;
}

/** A row that is not split at all, though it would be by the delimiter of another file. */
function anotherDelimiter({ cells }: Draft, { columns, delimiter }: RowRules): string | null {
  const [cell = ''] = cells;
  const width = rowWidth(columns);
  // The shortest row has a delimiter between any two cells.
  if (cells.length > 1 || width === 1 || cell.length < width) return null;
  const its = DELIMITERS.find((other) => other !== delimiter && cell.split(other, width).length === width);
  if (its === undefined) return null;
  return `The cells of the row are separated by ${shown(its)}, those of the header by ${shown(delimiter)}.`;
}

const shown = (delimiter: string) => (delimiter === '\t' ? 'tabs' : `“${delimiter}”`);

/** Between two quotes that are not doubled, the end of a row and the beginning of the next are a text like any other. */
function swallowedRow({ name }: Draft, { quoted: isQuoted }: RowRules): string | null {
  if (!isQuoted || !name.includes('://') || !/[\r\n]/.test(name)) return null;
  return `A quote is not doubled, so that two rows are one: ${quoted(name)}.`;
}

function unusableUrl({ urls }: Draft, { layout }: RowRules): Finding {
  for (const url of urls) {
    // The table is consulted only for the hint: most URLs need none.
    const found = urlProblem(url) && urlProblem(url, usualBase(layout.system));
    if (found) return { ...found, detail: `${quoted(url)} ${found.problem}.` };
  }
  return null;
}

function excessCell({ cells }: Draft, { columns }: RowRules): string | null {
  const width = rowWidth(columns);
  const excess = cells[width];
  return excess === undefined ? null : `The row has more than ${width} cells; ${quoted(excess)} is too many.`;
}

const IMAGE_ID = '0'.repeat(32);

/** A product has to fit its event. The exact size is worked out only when it may matter. */
function excessBytes({ serial, name, cells, urls }: Draft, { limits }: RowRules): string | null {
  let units = serial.length + name.length;
  for (const cell of cells) units += cell.length + BYTES_BESIDE_TEXT;
  for (const url of urls) units += url.length + BYTES_BESIDE_URL;
  if (units * BYTES_PER_UNIT <= limits.maxRowBytes) return null;
  const images = urls.map((url) => ({ url, imageId: IMAGE_ID }));
  const bytes = Buffer.byteLength(JSON.stringify({ serial, name, cells, images }));
  return bytes > limits.maxRowBytes
    ? `The row has ${bytes} bytes; at most ${limits.maxRowBytes} are allowed.`
    : null;
}
