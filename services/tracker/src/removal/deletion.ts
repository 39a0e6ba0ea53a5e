import { DeletedRequest, type ReadModel } from '@halftone/read-model';

type Transaction = ReturnType<ReadModel['em']>;

/** What is known of a request, and where its id stands. */
const TABLES = [
  { table: 'products', key: 'request_id' },
  { table: 'rejected_rows', key: 'request_id' },
  { table: 'images', key: 'request_id' },
  { table: 'webhook_attempts', key: 'request_id' },
  { table: 'requests', key: 'id' },
];

/**
 * Removes the rows of those requests that were deleted, also rows that have only now come about: of a deleted request
 * whatever comes later changes nothing, but has to go from the log as well.
 */
export async function clearDeleted(
  tx: Transaction,
  schema: string,
  requestIds: readonly string[],
): Promise<void> {
  const deleted = await deletedAmong(tx, requestIds);
  if (deleted.length === 0) return;
  const ids = JSON.stringify(deleted);
  for (const { table, key } of TABLES) {
    await tx.execute(
      `delete from ${schema}.${table} where ${key} in (select json_array_elements_text(?::json))`,
      [ids],
    );
  }
  await tx.execute(
    `insert into ${schema}.unforgotten_requests select json_array_elements_text(?::json) on conflict do nothing`,
    [ids],
  );
}

async function deletedAmong(em: Transaction, requestIds: readonly string[]): Promise<string[]> {
  const deleted = await em.find(
    DeletedRequest,
    { id: { $in: [...new Set(requestIds)] } },
    { orderBy: { id: 'asc' } },
  );
  return deleted.map(({ id }) => id);
}
