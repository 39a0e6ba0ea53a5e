import { createEndpointBook, type Endpoint } from '@halftone/endpoints';
import type { EndpointLog, EventLog } from '@halftone/messaging';
import { LONGEST_STATEMENT_MS, migrate, openReadModel, type ReadModel } from '@halftone/read-model';
import { project, type Refused } from './project.ts';
import { writeEndpoints } from './project-endpoints.ts';

export type RebuildOptions = {
  /** Only ever read: nothing is published. */
  log: Pick<EventLog, 'replay' | 'lastSequence'> & { endpoints: Pick<EndpointLog, 'replay'> };
  /** The PostgreSQL of the read model. */
  url: string;
  batchSize: number;
};

export type Rebuilt = {
  events: number;
  rows: Record<string, number>;
  /** Events that PostgreSQL refuses, and which are left out, as the tracker sets them aside. */
  refused: Refused[];
};

/** In the order in which a projection locks them, so that the two cannot deadlock. */
const TABLES = [
  'requests',
  'products',
  'rejected_rows',
  'images',
  'webhook_attempts',
  'deleted_requests',
  'webhook_endpoints',
];

/** Where the new tables are filled, and where the old ones go before they are dropped. */
const FRESH = 'halftone_rebuild';
const REPLACED = 'halftone_replaced';

/** Counting the rows of a large read model takes its time. */
const statementTimeoutMs = LONGEST_STATEMENT_MS;

/**
 * Rebuilds the read model from the log, by the same projection, and puts it in the place of the old one.
 * Trackers and gateways may be running: readers see the old tables until the new ones are complete, and projections wait
 * while the last events are caught up, then go on in the new tables.
 */
export async function rebuildReadModel({ log, url, batchSize }: RebuildOptions): Promise<Rebuilt> {
  await using live = await openReadModel({ url, statementTimeoutMs });
  await migrate(live);
  const rebuilt = await live.em().transactional(async (lock) => {
    await holdAlone(lock);
    await dropSchemas(live);
    await using fresh = await openReadModel({ url, schema: FRESH, statementTimeoutMs });
    await migrate(fresh);
    const refused: Refused[] = [];
    const replay = async (from: number, to: number) => {
      let events = 0;
      for await (const batch of batched(log.replay({ from, to }), batchSize)) {
        refused.push(...(await project(fresh, batch)));
        events += batch.length;
      }
      return events;
    };

    const last = await log.lastSequence();
    let events = await replay(1, last);
    // Excludes writers, not readers. What a projection had committed by now is in the log up to its end of now.
    const tables = [...TABLES, 'unforgotten_requests'].map((table) => `${live.schema}.${table}`);
    await lock.execute(`lock table ${tables.join(', ')} in exclusive mode`);
    events += await replay(last + 1, await log.lastSequence());
    await replayEndpoints(log.endpoints, fresh);
    const rows = await countRows(fresh);
    await lock.execute('alter schema ?? rename to ??', [live.schema, REPLACED]);
    await lock.execute('alter schema ?? rename to ??', [FRESH, live.schema]);
    return { events, rows, refused };
  });
  await dropSchemas(live);
  return rebuilt;
}

async function replayEndpoints(log: Pick<EndpointLog, 'replay'>, fresh: ReadModel): Promise<void> {
  const book = createEndpointBook();
  const known = new Map<string, Endpoint>();
  for await (const { event } of log.replay()) {
    const endpoint = book.add(event);
    if (endpoint) known.set(endpoint.endpointId, endpoint);
  }
  await writeEndpoints(fresh, [...known.values()]);
}

type Transaction = ReturnType<ReadModel['em']>;

async function holdAlone(lock: Transaction): Promise<void> {
  const [answer] = await lock.execute<{ free: boolean }[]>(
    `select pg_try_advisory_xact_lock(hashtextextended('halftone rebuild', 0)) as free`,
  );
  if (!answer?.free) throw new Error('another rebuild of this read model is running');
}

/** Also what a rebuild left that was interrupted. */
async function dropSchemas(live: ReadModel): Promise<void> {
  for (const schema of [FRESH, REPLACED]) {
    await live.em().execute('drop schema if exists ?? cascade', [schema]);
  }
}

async function* batched<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function countRows(readModel: ReadModel): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const table of TABLES) {
    const [row] = await readModel
      .em()
      .execute<{ count: string }[]>(`select count(*) from ${readModel.schema}.${table}`);
    counts[table] = Number(row?.count);
  }
  return counts;
}
