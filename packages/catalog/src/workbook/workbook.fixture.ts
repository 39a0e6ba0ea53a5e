import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { spoolToFile } from '../containers/spool.ts';
import { WORKBOOK_LIMITS } from './limits.ts';
import { openWorkbook, type WorkbookOptions } from './open-workbook.ts';
import { openArchive } from './package/parts.ts';
import type { SheetRow } from './sheet/row-builder.ts';

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

export type Parts = Record<string, string | Buffer>;

/** A ZIP archive of these parts. */
export async function zipOf(parts: Parts, { compress = true } = {}): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(parts))
    zip.addBuffer(Buffer.from(content), name, { compress });
  zip.end();
  return buffer(zip.outputStream);
}

export const relations = (...given: [id: string, type: string, target: string, mode?: string][]) => `
  <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${given
    .map(
      ([id, type, target, mode]) =>
        `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"${mode ? ` TargetMode="${mode}"` : ''}/>`,
    )
    .join('')}</Relationships>`;

/** A sheet part with these rows, and what stands behind them. */
export const sheetOf = (rows: string, behind = '') =>
  `<worksheet xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheetData>${rows}</sheetData>${behind}</worksheet>`;

/** The parts of a workbook with one sheet; any of them can be replaced or added. */
export function bookParts(sheet: string, others: Parts = {}): Parts {
  return {
    '_rels/.rels': relations(['rId1', 'officeDocument', 'xl/workbook.xml']),
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>
      <sheet name="Products" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations(
      ['rId1', 'worksheet', 'worksheets/sheet1.xml'],
      ['rId2', 'sharedStrings', 'sharedStrings.xml'],
      ['rId3', 'styles', 'styles.xml'],
    ),
    'xl/worksheets/sheet1.xml': sheet,
    ...others,
  };
}

async function* once(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** A row with the addresses of its cells, by column; null when there are none. */
export type ReadRow = Omit<SheetRow, 'addressOf' | 'tooLarge'> & {
  addresses: Map<number, string> | null;
  tooLarge?: true;
};

export type ReadWorkbook = { sheet: string; otherSheets: string[]; rows: ReadRow[] };

/** Reads a workbook to its end. */
export async function readWorkbook(bytes: Buffer, options: WorkbookOptions = {}): Promise<ReadWorkbook> {
  const excess = () => new Error('too large for a test');
  await using file = await spoolToFile(once(bytes), { maxBytes: 64 * 1024 * 1024, excess });
  const archive = await openArchive(file.handle, { ...WORKBOOK_LIMITS, ...options.limits });
  const { sheet, otherSheets, rows } = await openWorkbook(archive, options);
  return { sheet, otherSheets, rows: (await Array.fromAsync(rows())).flat().map(withAddresses) };
}

function withAddresses({ line, cells, addressOf, tooLarge }: SheetRow): ReadRow {
  const linked = cells.flatMap((_, column): [number, string][] => {
    const address = addressOf(column);
    return address === undefined ? [] : [[column, address]];
  });
  return {
    line,
    cells,
    addresses: linked.length > 0 ? new Map(linked) : null,
    ...(tooLarge && { tooLarge }),
  };
}

/** The cells of a sheet with these rows. */
export async function cellsOf(rows: string, others: Parts = {}): Promise<string[][]> {
  const { rows: read } = await readWorkbook(await zipOf(bookParts(sheetOf(rows), others)));
  return read.map(({ cells }) => cells);
}
