import type { CatalogueRecord } from '../record.ts';
import { RecordSplitter, type SplitRules } from './record-splitter.ts';

/** The file cannot be split into rows from this line on. */
export class UnreadableRestError extends Error {
  override name = 'UnreadableRestError';
  readonly line: number;

  constructor(line: number) {
    super(`line ${line}: the row has no end`);
    this.line = line;
  }
}

/**
 * Splits a CSV into its rows, without the blank lines; a batch for each piece of text.
 * @throws UnreadableRestError after the last row before a quote that is not closed
 */
export async function* readRecords(
  pieces: AsyncIterable<string>,
  rules: SplitRules,
): AsyncGenerator<CatalogueRecord[]> {
  const splitter = new RecordSplitter(rules);
  for await (const piece of pieces) {
    yield splitter.push(piece);
    if (splitter.unreadableFrom !== null) throw new UnreadableRestError(splitter.unreadableFrom);
  }
  yield splitter.end();
}
