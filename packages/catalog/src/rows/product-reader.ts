import { isBlank } from '../cells/cells.ts';
import { CatalogueError, quoted, rowFault } from '../faults.ts';
import { DELIMITER_LINE } from '../reading/dialect.ts';
import type { Reading } from '../reading/encoding.ts';
import { garbleOf } from '../reading/encodings.ts';
import { UnreadableRestError } from '../reading/records.ts';
import type { CatalogueRecord } from '../record.ts';
import { withoutConsequences } from './consequences.ts';
import { groupedRows } from './grouped-rows.ts';
import { ignoredImages } from './ignored-images.ts';
import { parentNames } from './parent-names.ts';
import { type CatalogueEntry, type Draft, draftOf, productOf, type RowRules } from './product-row.ts';

/** Turns the records of a file into products and faults; to be used once. */
export function productReader(rules: RowRules, reading: Reading) {
  const isProductRow = rowFilter(rules);
  const groups = rules.layout.group ? groupedRows(rules.layout.group, rules) : null;
  const names = parentNames(rules);
  const ignored = ignoredImages(rules.columns, rules.layout);
  const causes = withoutConsequences(rules);
  const drafts = draftJudge(rules);

  const judge = (draft: Draft) => drafts.judge({ ...draft, name: names.nameOf(draft.cells, draft.name) });

  const entriesOf = (records: CatalogueRecord[]): CatalogueEntry[] => {
    const entries: CatalogueEntry[] = [];
    for (const record of records) {
      const draft = readableDraft(record, rules, reading);
      ignored.look(draft.cells);
      const complete = groups ? groups.add(draft) : draft;
      const entry = complete && judge(complete);
      if (entry) entries.push(entry);
    }
    return entries;
  };

  const rowsAmong = (records: CatalogueRecord[]): CatalogueRecord[] => {
    const rows: CatalogueRecord[] = [];
    for (const record of records) {
      if (!isProductRow(record)) continue;
      if (record.flaw || causes.isWaiting) rows.push(...causes.add(record));
      else rows.push(record);
    }
    return rows;
  };

  return {
    get withoutImages() {
      return drafts.withoutImages;
    },
    get ignoredImageColumns() {
      return ignored.found();
    },
    async *entries(records: AsyncIterable<CatalogueRecord[]>): AsyncGenerator<CatalogueEntry[]> {
      let unreadable: UnreadableRestError | null = null;
      try {
        for await (const batch of records) yield entriesOf(rowsAmong(batch));
      } catch (error) {
        if (!(error instanceof UnreadableRestError)) throw error;
        unreadable = error;
      }
      yield entriesOf(causes.end());
      const last = groups?.end();
      const entry = last && judge(last);
      if (entry) yield [entry];
      if (unreadable) yield [drafts.reject(unreadable)];
      else drafts.requireAny();
    },
  };
}

/** A draft of a row; where something was wrong with the file's bytes, one that says so if it was in this row. */
function readableDraft(record: CatalogueRecord, rules: RowRules, reading: Reading): Draft {
  const draft = draftOf(record, rules);
  const garble = garbleOf(reading.encoding);
  const garbled = reading.damaged && record.cells.find((cell) => garble.test(cell));
  if (garbled) {
    const detail = `${quoted(garbled)} is not valid ${reading.encoding}.`;
    draft.fault = rowFault(record.line, 'invalid_characters', detail);
  }
  return draft;
}

/** Decides the outcome of each draft, and counts. */
function draftJudge(rules: RowRules) {
  let products = 0;
  let rejected = 0;
  let withoutImages = 0;
  return {
    get withoutImages() {
      return withoutImages;
    },
    judge(draft: Draft): CatalogueEntry | null {
      const { urls, fault, doubt } = draft;
      if (rules.layout.withoutImages === 'leave-out' && urls.length === 0 && !fault && !doubt) {
        withoutImages++;
        return null;
      }
      const entry = productOf(draft, products + 1, rules);
      if ('product' in entry) products++;
      else rejected++;
      return entry;
    },
    reject({ line }: UnreadableRestError): CatalogueEntry {
      const detail = 'A quote is never closed; the rest of the file was not read.';
      return { fault: rowFault(line, 'malformed_row', detail), cells: [], after: products };
    },
    requireAny(): void {
      if (products + rejected > 0) return;
      const message =
        withoutImages === 0
          ? 'The file has a header but no products.'
          : 'None of the products in the file has an image.';
      throw new CatalogueError('no_products', message);
    },
  };
}

/**
 * Tells the rows that are about products from blank ones, from what stands above them, and from the header, which comes
 * again where files were put together.
 */
function rowFilter({ columns, delimiter, limits, layout }: RowRules) {
  const { header, name, images } = columns;
  // An acceptance without a layout says nothing of lines: its header is the first row that is not blank.
  let headerIsDue = header.length > 0 && columns.layout === undefined;
  const dataLine = columns.layout === undefined ? 0 : layout.dataLine;
  let count = 0;
  const namesImages = header[images]?.trim();
  const namesNames = header[name]?.trim();
  const isHeader = (cells: string[]) =>
    cells[images]?.trim() === namesImages && cells[name]?.trim() === namesNames;
  return ({ line, cells, flaw }: CatalogueRecord): boolean => {
    if (line < dataLine || (!flaw?.certain && isBlank(cells))) return false;
    if (line === 1 && DELIMITER_LINE.test(cells.join(delimiter))) return false;
    if (headerIsDue || (header.length > 0 && isHeader(cells))) {
      headerIsDue = false;
      return false;
    }
    if (++count <= limits.maxRows) return true;
    throw new CatalogueError('too_many_rows', `The file has more than ${limits.maxRows} rows.`);
  };
}
