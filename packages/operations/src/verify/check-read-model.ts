import type { OperatorLog } from '@halftone/messaging';
import {
  type Image,
  type Product,
  type ReadModel,
  type RejectedRow,
  Request,
  streamAttempts,
  streamImages,
  streamProducts,
  streamRejectedRows,
  type WebhookAttempt,
} from '@halftone/read-model';
import { expectedRequest } from './expected-request.ts';
import {
  attemptColumns,
  type Columns,
  columnsOf,
  differingColumns,
  NOT_ENDED,
  NOT_REQUESTED,
  PRODUCT_COLUMNS,
  printOf,
  REJECTED_ROW_COLUMNS,
} from './expected-rows.ts';
import type { Findings } from './findings.ts';
import type { Fact, RequestFold } from './fold.ts';

export type ReadModelParts = { readModel: ReadModel; log: Pick<OperatorLog, 'entryAt'>; findings: Findings };

/** Some columns of a row, as the log has them: as a print, and in full where the print does not match. */
type Expected = { names: string[]; print: string; inFull: () => Promise<Columns> };

type Table<Row extends object, Key> = {
  name: string;
  rows: AsyncIterable<Row>;
  keyOf: (row: Row) => Key;
  /** The keys of the rows that there have to be. */
  keys: Iterable<Key>;
  /** Null when the log says nothing of such a row. */
  expected: (key: Key) => Expected[] | null;
};

/** Checks that the rows of a request are those that its events add up to: none missing, none too many, none different. */
export async function checkReadModel(fold: RequestFold, parts: ReadModelParts): Promise<void> {
  const { readModel, findings } = parts;
  const row = await readModel.em().findOne(Request, { id: fold.requestId });
  if (!row) findings.add('row_missing', 'The read model has no row for the request itself.');
  else addDifference('requests', differingColumns(row, expectedRequest(fold)), findings);

  const { requestId } = fold;
  await checkRows(products(fold, streamProducts(readModel, requestId), parts), findings);
  await checkRows(rejectedRows(fold, streamRejectedRows(readModel, requestId), parts), findings);
  await checkRows(images(fold, streamImages(readModel, requestId), parts), findings);
  await checkRows(attempts(fold, streamAttempts(readModel, requestId)), findings);
}

async function checkRows<Row extends object, Key>(table: Table<Row, Key>, findings: Findings): Promise<void> {
  const missing = new Set(table.keys);
  for await (const row of table.rows) {
    const key = table.keyOf(row);
    const what = `${table.name} ${key}`;
    missing.delete(key);
    const expected = table.expected(key);
    if (!expected) findings.add('row_surplus', `The read model has ${what}, which is not in the log.`);
    for (const part of expected ?? []) {
      if (printOf(row, part.names) === part.print) continue;
      if (findings.hasRoomFor('row_differs')) {
        addDifference(what, differingColumns(row, await part.inFull()), findings);
      } else {
        findings.add('row_differs', what);
      }
    }
  }
  for (const key of missing) findings.add('row_missing', `The read model has no ${table.name} ${key}.`);
}

function addDifference(what: string, columns: string[], findings: Findings): void {
  if (columns.length === 0) return;
  findings.add('row_differs', `The read model differs from the log in ${what}: ${columns.join(', ')}.`);
}

function products(fold: RequestFold, rows: AsyncIterable<Product>, parts: ReadModelParts) {
  return {
    name: 'products, row',
    rows,
    keyOf: ({ row }: Product) => row,
    keys: fold.products.keys(),
    expected: (row: number) => expectedOf(fold.products.get(row), PRODUCT_COLUMNS, parts),
  };
}

function rejectedRows(fold: RequestFold, rows: AsyncIterable<RejectedRow>, parts: ReadModelParts) {
  return {
    name: 'rejected_rows, line',
    rows,
    keyOf: ({ line }: RejectedRow) => line,
    keys: fold.rejectedRows.keys(),
    expected: (line: number) => expectedOf(fold.rejectedRows.get(line), REJECTED_ROW_COLUMNS, parts),
  };
}

/** An image's row is made by two events, each with columns of its own. */
function images(fold: RequestFold, rows: AsyncIterable<Image>, parts: ReadModelParts) {
  const known = fold.images.entries().filter(([, { requested, outcome }]) => requested || outcome);
  return {
    name: 'images',
    rows,
    keyOf: ({ imageId }: Image) => imageId,
    keys: known.map(([imageId]) => imageId),
    expected(imageId: string) {
      const { requested, outcome } = fold.images.get(imageId) ?? {};
      if (!requested && !outcome) return null;
      return [
        ...(expectedOf(requested, Object.keys(NOT_REQUESTED), parts) ?? [inFull(NOT_REQUESTED)]),
        ...(expectedOf(outcome, Object.keys(NOT_ENDED), parts) ?? [inFull(NOT_ENDED)]),
      ];
    },
  };
}

function attempts(fold: RequestFold, rows: AsyncIterable<WebhookAttempt>) {
  return {
    name: 'webhook_attempts',
    rows,
    keyOf: ({ id }: WebhookAttempt) => id,
    keys: fold.attempts.keys(),
    expected(id: string) {
      const attempt = fold.attempts.get(id);
      return attempt ? [inFull(attemptColumns(attempt.event, attempt.seq))] : null;
    },
  };
}

function expectedOf(
  fact: Fact | null | undefined,
  names: string[],
  { log }: ReadModelParts,
): Expected[] | null {
  if (!fact) return null;
  const load = async () => {
    const entry = await log.entryAt(fact.seq);
    return entry?.event ? columnsOf(entry.event, fact.seq) : {};
  };
  return [{ names, print: fact.print, inFull: load }];
}

function inFull(columns: Columns): Expected {
  const names = Object.keys(columns);
  return { names, print: printOf(columns, names), inFull: async () => columns };
}
