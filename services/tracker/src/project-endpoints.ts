import { createEndpointBook, type Endpoint } from '@halftone/endpoints';
import type { EndpointLog } from '@halftone/messaging';
import { isAway, type ReadModel } from '@halftone/read-model';
import { type Logger, untilReady } from '@halftone/runtime';
import { isRefusal, storable } from './project.ts';

export type EndpointProjection = AsyncDisposable & {
  /** Resolves when it has ended, which it only does by being disposed of. */
  closed: Promise<void>;
};

type Parts = { readModel: ReadModel; log: Pick<EndpointLog, 'follow'>; logger: Logger };

/**
 * Projects the webhook endpoints, but for their secrets. Each tracker reads their stream from its beginning, which is short,
 * and writes what it finds: a row gives way only to one that is made of more events, so that several trackers, and one that
 * starts again, change nothing.
 */
export function projectEndpoints({ readModel, log, logger }: Parts): EndpointProjection {
  const ending = new AbortController();
  const { signal } = ending;
  const book = createEndpointBook();
  const write = (endpoint: Endpoint) =>
    untilReady('PostgreSQL', () => writeEndpoints(readModel, [endpoint]), {
      logger,
      signal,
      worthWaiting: isAway,
    });
  const closed = (async () => {
    for await (const { event } of log.follow(1, signal)) {
      const endpoint = book.add(event);
      if (endpoint) await write(endpoint).catch((error) => refusedOnly(error, endpoint, logger));
    }
  })().catch((error) => {
    if (!signal.aborted) throw error;
  });
  return {
    closed,
    async [Symbol.asyncDispose]() {
      ending.abort();
      await closed;
    },
  };
}

/** What PostgreSQL refuses it would refuse again; the endpoint is then shown as it was before. */
function refusedOnly(error: unknown, { endpointId }: Endpoint, logger: Logger): void {
  if (!isRefusal(error)) throw error;
  logger.error({ err: error, endpointId }, 'PostgreSQL refuses an endpoint');
}

const COLUMNS = [
  'version',
  'tenant',
  'url',
  'events',
  'description',
  'status',
  'registered_at',
  'rotated_at',
  'previous_until',
  'failing_since',
  'error',
  'updated_at',
];

/** Writes the rows of endpoints, where they are made of more events than what stands there. */
export async function writeEndpoints(readModel: ReadModel, endpoints: readonly Endpoint[]): Promise<void> {
  const { schema } = readModel;
  const of = (row: string) => COLUMNS.map((column) => `${row}.${column}`).join(', ');
  await readModel.em().execute(
    `insert into ${schema}.webhook_endpoints as e
     select * from json_populate_recordset(null::${schema}.webhook_endpoints, ?::json) order by id
     on conflict (id) do update set (${COLUMNS.join(', ')}) = (${of('excluded')})
     where excluded.version > e.version`,
    [storable(endpoints.map(rowOf))],
    'run',
  );
}

function rowOf({ endpointId, secrets, ...endpoint }: Endpoint) {
  return {
    id: endpointId,
    version: endpoint.version,
    tenant: endpoint.tenant,
    url: endpoint.url,
    events: endpoint.events,
    description: endpoint.description,
    status: endpoint.status,
    registered_at: endpoint.registeredAt,
    rotated_at: endpoint.rotatedAt,
    previous_until: secrets[1]?.until ?? null,
    failing_since: endpoint.failingSince,
    error: endpoint.error,
    updated_at: endpoint.updatedAt,
  };
}
