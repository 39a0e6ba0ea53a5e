import { parse } from 'csv-parse';
import { asBefore } from '../csv-text.ts';
import type { CatalogueRecord } from '../record.ts';

/** A quote that is never closed swallows the rest of the file; beyond this it is taken for one. */
const MAX_RECORD_BYTES = 4 * 1024 * 1024;

/** The file cannot be split into rows from this line on. */
export class UnreadableRestError extends Error {
  override name = 'UnreadableRestError';
  readonly line: number;

  constructor(line: number, options: ErrorOptions) {
    super(`line ${line}: the row has no end`, options);
    this.line = line;
  }
}

/**
 * Splits a CSV into its records, blank lines included, each with the line on which it begins; a batch for each piece.
 * @throws UnreadableRestError after the last record before a quote that is not closed
 */
export async function* readRecords(
  pieces: AsyncIterable<Buffer | string>,
  delimiter: string,
): AsyncGenerator<CatalogueRecord[]> {
  let line = 1;
  let batch: CatalogueRecord[] = [];
  // Records leave through `on_record`, which runs while a piece is being written: the way through the readable side
  // would cost as much as the parsing.
  const parser = parse({
    delimiter,
    bom: true,
    // All three everywhere, since files that were put together from several have several.
    record_delimiter: ['\r\n', '\n', '\r'],
    // A quote in the middle of a cell (24" lamp) is text.
    relax_quotes: true,
    relax_column_count: true,
    max_record_size: MAX_RECORD_BYTES,
    on_record: (cells: string[]) => {
      batch.push({ line, cells: asBefore(cells) });
      line += 1 + lineBreaksIn(cells);
      return null;
    },
  });
  // An error is reported by the write it belongs to.
  parser.on('error', () => {});
  const settled = (write: (done: (error?: Error | null) => void) => void) =>
    new Promise<Error | null>((resolve) => write((error) => resolve(error ?? null)));
  const take = () => {
    const taken = batch;
    batch = [];
    return taken;
  };

  for await (const piece of pieces) {
    const error = await settled((done) => parser.write(piece, done));
    yield take();
    if (error) throw new UnreadableRestError(line, { cause: error });
  }
  const error = await settled((done) => parser.end(done));
  yield take();
  if (error) throw new UnreadableRestError(line, { cause: error });
}

/** Line breaks inside quoted cells; CRLF is one. */
function lineBreaksIn(cells: string[]): number {
  let breaks = 0;
  for (const cell of cells) {
    if (cell.includes('\n') || cell.includes('\r')) breaks += cell.match(/\r\n|[\r\n]/g)?.length ?? 0;
  }
  return breaks;
}
