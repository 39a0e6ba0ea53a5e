import { InvalidEventError } from '@halftone/contracts';
import type { EventLog, UploadStore } from '@halftone/messaging';
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
 * whatever comes later changes nothing.
 */
export async function clearDeleted(tx: Transaction, requestIds: readonly string[]): Promise<void> {
  const deleted = await deletedAmong(tx, requestIds);
  if (deleted.length === 0) return;
  const ids = JSON.stringify(deleted);
  for (const { table, key } of TABLES) {
    await tx.execute('delete from ?? where ?? in (select json_array_elements_text(?::json))', [
      table,
      key,
      ids,
    ]);
  }
}

export type ForgettingLog = Pick<EventLog, 'forget' | 'lastEvent'> & { uploads: Pick<UploadStore, 'remove'> };

/**
 * Removes the upload and the events of those requests that were deleted. Called after the projection is committed and
 * before its events are acknowledged, so that a crash in between is repaired when they are delivered again; an event
 * that is published late is removed when it comes by.
 * @returns those that are forgotten, and why the others cannot be: their acceptance is unreadable
 */
export async function forgetDeleted(
  { readModel, log }: { readModel: ReadModel; log: ForgettingLog },
  requestIds: readonly string[],
): Promise<{ forgotten: string[]; impossible: Map<string, string> }> {
  const forgotten: string[] = [];
  const impossible = new Map<string, string>();
  for (const id of await deletedAmong(readModel.em(), requestIds)) {
    try {
      await forget(log, id);
      forgotten.push(id);
    } catch (error) {
      if (!(error instanceof InvalidEventError)) throw error;
      impossible.set(id, `${id} cannot be forgotten: ${error.message}`);
    }
  }
  return { forgotten, impossible };
}

async function forget(log: ForgettingLog, requestId: string): Promise<void> {
  // The acceptance names the upload, so it goes last.
  const accepted = await log.lastEvent('request.accepted', requestId);
  if (accepted) await log.uploads.remove(accepted.event.data.upload.object);
  await log.forget(requestId);
}

async function deletedAmong(em: Transaction, requestIds: readonly string[]): Promise<string[]> {
  const deleted = await em.find(
    DeletedRequest,
    { id: { $in: [...new Set(requestIds)] } },
    { orderBy: { id: 'asc' } },
  );
  return deleted.map(({ id }) => id);
}
