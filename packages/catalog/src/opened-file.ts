import type { Dialect } from './reading/dialect.ts';
import type { Reading } from './reading/encoding.ts';
import type { CatalogueRecord } from './record.ts';

/** A file of which so much was read that its columns are known. */
export type OpenedFile = {
  /** How it is read; the encoding may change while it is. */
  readonly dialect: Dialect;
  readonly reading: Reading;
  /** Whether its cells were told apart by a delimiter and quotes, which people get wrong. */
  quoted: boolean;
  /** The visible sheets of a workbook, the one that is read first. */
  sheets?: readonly string[];
  /** Its records from the first one, in batches as they come. */
  records(): AsyncIterable<CatalogueRecord[]>;
};
