import { damaged } from '../faults.ts';
import { type Attributes, type XmlHandlers, xmlParser, xmlText } from '../package/xml.ts';
import { columnOfCell } from './places.ts';
import { type OpenCell, rowBuilder, type SheetContext, type SheetRow } from './row-builder.ts';

/**
 * The rows of a sheet in batches, as they come.
 * @throws CatalogueError when the sheet is damaged or too large
 */
export async function* readRows(
  bytes: AsyncIterable<Uint8Array>,
  context: SheetContext,
): AsyncGenerator<SheetRow[]> {
  let batch: SheetRow[] = [];
  let done = false;
  const collector = rowCollector(context, (row) => batch.push(row));
  const parser = xmlParser({
    ...collector,
    close(name) {
      collector.close(name);
      if (name !== 'sheetData') return;
      done = true;
      parser.stop();
    },
  });
  for await (const piece of xmlText(bytes)) {
    parser.write(piece);
    yield batch;
    batch = [];
    if (done) return;
  }
  parser.end();
}

/** More than a row may have as an event, so that it is refused as too large whatever follows. */
const MAX_CELL_LENGTH = 512 * 1024;

function rowCollector(context: SheetContext, emit: (row: SheetRow) => void): Required<XmlHandlers> {
  const rows = rowBuilder(context, emit);
  let cell: OpenCell | null = null;
  let reading: 'value' | 'formula' | null = null;
  let inHint = false;
  return {
    open(name, attributes) {
      switch (name) {
        case 'row':
          return rows.begin(attributes.r);
        case 'c':
          cell = openCell(attributes, rows.nextColumn());
          return;
        case 'v':
        case 't':
          reading = inHint ? null : 'value';
          if (cell) cell.hasValue = true;
          return;
        case 'f':
          reading = 'formula';
          if (cell && attributes.t === 'shared') cell.shared = attributes.si;
          return;
        case 'rPh':
          inHint = true;
          return;
        default:
          return;
      }
    },
    text(piece) {
      if (!cell || !reading) return;
      if (reading === 'formula') cell.formula += piece;
      else if (cell.value.length <= MAX_CELL_LENGTH) cell.value += piece;
    },
    close(name) {
      if (name === 'v' || name === 't' || name === 'f') reading = null;
      else if (name === 'rPh') inHint = false;
      else if (name === 'row') rows.end();
      else if (name === 'c' && cell) {
        rows.add(cell);
        cell = null;
      }
    },
  };
}

function openCell({ r, t, s }: Attributes, nextColumn: number): OpenCell {
  const column = r === undefined ? nextColumn : columnOfCell(r);
  if (column === null) throw damaged('The workbook is damaged: a cell has no place.');
  return { column, type: t, style: s, value: '', hasValue: false, formula: '', shared: undefined };
}
