import { type Columns, MAX_EVENT_BYTES } from '@halftone/contracts';
import { rowWidth } from './cells/cells.ts';
import { looksLikeUrl } from './cells/image-urls.ts';
import type { ColumnOptions } from './columns/columns.ts';
import { layoutOf } from './columns/layout.ts';
import { asBefore } from './csv-text.ts';
import { CatalogueError, quoted } from './faults.ts';
import type { OpenedFile } from './opened-file.ts';
import { columnsAmong, type Dialect } from './reading/dialect.ts';
import { readingIn } from './reading/encoding.ts';
import type { CatalogueRecord, RecordFlaw } from './record.ts';
import { openWorkbook, type Workbook } from './workbook/open-workbook.ts';
import type { Archive } from './workbook/package/parts.ts';
import type { SheetRow } from './workbook/sheet/row-builder.ts';

/** Rows that are looked at to find the header. */
const HEAD_ROWS = 100;

/**
 * Opens a sheet of a workbook as a catalogue: the one that is asked for or was read before, else the first visible one.
 * @param held lets go of the sheet's texts
 * @throws CatalogueError when there is none
 */
export async function openSheet(
  archive: Archive,
  options: { sheet?: string | undefined; dialect?: Dialect | undefined } & ColumnOptions,
  held: AsyncDisposableStack,
): Promise<OpenedFile> {
  const { sheet, dialect } = options;
  const workbook = await openWorkbook(archive, { sheet: dialect?.sheet ?? sheet });
  const rows = held.adopt(workbook.rows(), async (rows) => void (await rows.return(undefined)));
  const head = await headOf(rows);
  if (head.length === 0) throw emptySheet(workbook);
  const columns = dialect?.columns ?? columnsIn(head, workbook, options);
  return {
    dialect: { encoding: 'utf-8', delimiter: ',', columns, container: 'xlsx', sheet: workbook.sheet },
    reading: readingIn('utf-8', 'bytes'),
    quoted: false,
    sheets: sheetsOf(workbook),
    records: () => recordsOf(head, rows, columns),
  };
}

async function headOf(rows: AsyncGenerator<SheetRow[]>): Promise<SheetRow[]> {
  const head: SheetRow[] = [];
  while (head.length < HEAD_ROWS) {
    const { done, value } = await rows.next();
    if (done) break;
    head.push(...value);
  }
  return head;
}

function columnsIn(head: SheetRow[], workbook: Workbook, options: ColumnOptions): Columns {
  try {
    return columnsAmong(head.map(asWritten), options, head.map(asShown));
  } catch (error) {
    // The catalogue may be on another sheet than the first.
    if (error instanceof CatalogueError) {
      error.message += ` ${whereAmong(workbook)}`;
      error.seen = { ...error.seen, sheets: sheetsOf(workbook) };
    }
    throw error;
  }
}

/** A heading is what it says, even where a link covers its whole column. */
const asWritten = ({ line, cells }: SheetRow) => ({ line, cells: asBefore(cells) });

/** A row for a look at its columns: a cell that shows a word and is linked to an address holds the address. */
const asShown = ({ line, cells, addressOf }: SheetRow) => ({
  line,
  cells: asBefore(cells.map((cell, column) => shownAddress(cell, addressOf(column)))),
});

function emptySheet(workbook: Workbook): CatalogueError {
  const error = new CatalogueError('empty_sheet', `The sheet is empty. ${whereAmong(workbook)}`);
  error.seen = { sheets: sheetsOf(workbook) };
  return error;
}

const sheetsOf = ({ sheet, otherSheets }: Workbook) => [sheet, ...otherSheets];

const SHEETS_LISTED = 10;

function whereAmong({ sheet, otherSheets }: Workbook): string {
  const others = otherSheets.slice(0, SHEETS_LISTED).map(quoted).join(', ');
  return `The sheet is ${quoted(sheet)}; ${others === '' ? 'there is no other' : `there is also ${others}`}.`;
}

async function* recordsOf(
  head: SheetRow[],
  rest: AsyncGenerator<SheetRow[]>,
  columns: Columns,
): AsyncGenerator<CatalogueRecord[]> {
  const imageColumns = new Set([columns.images, ...layoutOf(columns).images]);
  const recordOf = (row: SheetRow) => asRecord(row, columns, imageColumns);
  yield head.map(recordOf);
  for await (const rows of rest) yield rows.map(recordOf);
}

/** Of such a row the beginnings of its cells are there. */
const TOO_LARGE: RecordFlaw = {
  code: 'row_too_large',
  detail: `The row has more than ${MAX_EVENT_BYTES} bytes.`,
  certain: true,
};

/**
 * A row as a CSV would have it: one cell for each column of the header, image cells with the address that they show or are
 * linked to. Of what stands beside the table, addresses belong to its images and notes to nobody.
 */
function asRecord(
  { line, cells: given, addressOf, tooLarge }: SheetRow,
  columns: Columns,
  imageColumns: ReadonlySet<number>,
): CatalogueRecord {
  const width = rowWidth(columns);
  const cells = asBefore(Array.from({ length: width }, (_, column) => given[column] ?? ''));
  for (const column of imageColumns) cells[column] = shownAddress(cells[column] ?? '', addressOf(column));
  const beside = given
    .slice(width)
    .map((cell, index) => shownAddress(cell, addressOf(width + index)))
    .filter(looksLikeUrl);
  const { images } = columns;
  if (beside.length > 0) cells[images] = [cells[images], ...beside].filter(Boolean).join('\n');
  return { line, cells, ...(tooLarge && { flaw: TOO_LARGE }) };
}

/** A text that is one or more addresses says more than a link: whoever gives several links only to one of them. */
const shownAddress = (text: string, address: string | undefined) =>
  address === undefined || (looksLikeUrl(text) && text.includes('://')) ? text : address;
