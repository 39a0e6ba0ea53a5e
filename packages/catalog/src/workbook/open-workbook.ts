import { CatalogueError, quoted } from '../faults.ts';
import { WORKBOOK_LIMITS, type WorkbookLimits } from './limits.ts';
import { memoryShare } from './memory-share.ts';
import { type Book, mainPart, readBook, type Sheet } from './package/book.ts';
import type { Archive } from './package/parts.ts';
import { relationsPart } from './package/relations.ts';
import { readLinks } from './sheet/links.ts';
import { readNumberFormats } from './sheet/number-formats.ts';
import type { SheetRow } from './sheet/row-builder.ts';
import { readRows } from './sheet/rows.ts';
import { readSharedStrings } from './sheet/shared-strings.ts';

export type Workbook = {
  /** The name of the sheet that is read. */
  sheet: string;
  /** The names of the visible sheets beside it. */
  otherSheets: string[];
  /**
   * The rows of the sheet that have anything in them, in batches as they come. Its texts are in memory meanwhile.
   * @throws CatalogueError when it is damaged or too large
   */
  rows(): AsyncGenerator<SheetRow[]>;
};

export type WorkbookOptions = {
  /** The sheet to read, by its name; else the first that is visible. */
  sheet?: string | undefined;
  limits?: Partial<WorkbookLimits>;
};

/**
 * Opens a workbook (XLSX, or XLSM whose macros are passed over) of which only the directory and the list of sheets are
 * read.
 * @throws CatalogueError when the archive is no workbook, is damaged, or has no such sheet
 */
export async function openWorkbook(archive: Archive, options: WorkbookOptions = {}): Promise<Workbook> {
  const limits = { ...WORKBOOK_LIMITS, ...options.limits };
  const main = await mainPart(archive);
  if (!main) throw new CatalogueError('not_csv', 'This is no workbook, nor any other catalogue.');
  const book = await readBook(archive, main, limits);
  const sheet = chosenSheet(book.sheets, options.sheet);
  return {
    sheet: sheet.name,
    otherSheets: visible(book.sheets).flatMap((other) => (other === sheet ? [] : [other.name])),
    async *rows() {
      using _share = await memoryShare(heldBytes(archive, book, sheet));
      const { from1904, strings: texts, styles } = book;
      const strings = texts ? await readSharedStrings(archive.read(texts), limits) : null;
      const formatOf = styles ? await readNumberFormats(archive.readHeld(styles), from1904) : () => null;
      const links = await readLinks(archive, sheet.part, limits);
      const unpacked = archive.sizeOf(sheet.part) + archive.sizeOf(texts ?? '');
      const maxTextLength = limits.maxTextLength + limits.maxTextRatio * unpacked;
      const context = { strings, formatOf, links, limits: { ...limits, maxTextLength } };
      yield* readRows(archive.read(sheet.part), context);
    },
  };
}

/** About what is in memory while the rows are read: the texts and the links. */
const heldBytes = (archive: Archive, { strings }: Book, { part }: Sheet) =>
  archive.sizeOf(strings ?? '') + archive.sizeOf(relationsPart(archive, part) ?? '');

const visible = (sheets: Sheet[]) => sheets.filter(({ hidden }) => !hidden);

const SHEETS_LISTED = 20;

/** Names are compared as people type them. */
const folded = (name: string) => name.normalize('NFKC').trim().toLowerCase();

function chosenSheet(sheets: Sheet[], wanted: string | undefined): Sheet {
  const names = visible(sheets).map(({ name }) => quoted(name));
  const found =
    wanted === undefined
      ? visible(sheets)[0]
      : (sheets.find(({ name }) => name === wanted) ??
        sheets.find(({ name }) => folded(name) === folded(wanted)));
  if (found) return found;
  if (wanted === undefined) throw new CatalogueError('unknown_sheet', 'The workbook has no visible sheet.');
  const listed = names.slice(0, SHEETS_LISTED).join(', ');
  throw new CatalogueError(
    'unknown_sheet',
    `There is no sheet ${quoted(wanted)}; the workbook has ${listed}.`,
  );
}
