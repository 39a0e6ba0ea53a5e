import { MAX_EVENT_BYTES } from '@halftone/contracts';
import { damaged } from '../faults.ts';
import { type Attributes, type XmlHandlers, xmlParser, xmlText } from '../package/xml.ts';
import { columnOfCell } from './places.ts';
import { type EmitRow, type OpenCell, rowBuilder, type SheetContext, type SheetRow } from './row-builder.ts';

/** How much is parsed at a time: where rows refer to long texts, so little that few rows are in memory together. */
const MANY_ROWS = 16 * 1024;
const FEW_ROWS = 256;
const HEAVY_BATCH = 1024 * 1024;

/**
 * The rows of a sheet in batches, as they come.
 * @throws CatalogueError when the sheet is damaged or too large
 */
export async function* readRows(
  bytes: AsyncIterable<Uint8Array>,
  context: SheetContext,
): AsyncGenerator<SheetRow[]> {
  let batch: SheetRow[] = [];
  let weight = 0;
  let done = false;
  const collector = rowCollector(context, (row, length) => {
    batch.push(row);
    weight += length;
  });
  const parser = xmlParser({
    ...collector,
    close(name) {
      collector.close(name);
      if (name !== 'sheetData') return;
      done = true;
      parser.stop();
    },
  });
  for await (const text of xmlText(bytes)) {
    for (let at = 0; at < text.length && !done; ) {
      const step = weight > HEAVY_BATCH ? FEW_ROWS : MANY_ROWS;
      weight = 0;
      parser.write(text.slice(at, at + step));
      at += step;
      yield batch;
      batch = [];
    }
    if (done) return;
  }
  parser.end();
}

function rowCollector(context: SheetContext, emit: EmitRow): Required<XmlHandlers> {
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
      // The row of a longer text fits no event, whatever else it has.
      if (cell[reading].length <= MAX_EVENT_BYTES) cell[reading] += piece;
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
