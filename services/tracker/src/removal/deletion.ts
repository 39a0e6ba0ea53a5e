import type { ReadModel, Write } from '@halftone/read-model';

/** What is known of a request, and where its id stands. */
const TABLES = [
  { table: 'products', key: 'request_id' },
  { table: 'rejected_rows', key: 'request_id' },
  { table: 'images', key: 'request_id' },
  { table: 'webhook_attempts', key: 'request_id' },
  { table: 'requests', key: 'id' },
];

/**
 * Writes, and then removes the rows of those requests that were deleted, also rows that have only now come about: of a
 * deleted request whatever comes later changes nothing, but has to go from the log as well. A crash between the two is
 * repaired when the events are delivered again.
 */
export async function writeUnlessDeleted(
  { transact, schema }: Pick<ReadModel, 'transact' | 'schema'>,
  writes: readonly Write[],
  requestIds: readonly string[],
): Promise<void> {
  const which = {
    sql: `
      select id from ${schema}.deleted_requests
      where id in (select json_array_elements_text($1::json)) order by id`,
    rows: JSON.stringify(requestIds),
  };
  const deleted = await transact([...writes, which]);
  if (deleted.length > 0) await transact(clearing(schema, JSON.stringify(deleted.map(({ id }) => id))));
}

/** What removes the rows of requests. */
const clearing = (schema: string, ids: string): Write[] => [
  {
    // As all writes do first, so that two trackers cannot hold each other up.
    sql: `
      select from ${schema}.requests
      where id in (select json_array_elements_text($1::json)) order by id for update`,
    rows: ids,
  },
  ...TABLES.map(({ table, key }) => ({
    sql: `delete from ${schema}.${table} where ${key} in (select json_array_elements_text($1::json))`,
    rows: ids,
  })),
  {
    sql: `insert into ${schema}.unforgotten_requests select json_array_elements_text($1::json) on conflict do nothing`,
    rows: ids,
  },
];
