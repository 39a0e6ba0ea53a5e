import { createHash } from 'node:crypto';
import type { EventData } from '@halftone/contracts';
import type { Publish } from '@halftone/messaging';
import { byPages, type ReadModel, Request } from '@halftone/read-model';

export type Completion = EventData<'request.completed'>;

/** Asks PostgreSQL for something, in whatever patience its caller has with it. */
export type Ask = <T>(question: () => Promise<T>) => Promise<T>;

export type CompleteParts = {
  readModel: ReadModel;
  publish: Publish;
  ask?: Ask;
  pageSize?: number;
  /** Told how many images are missing of each open request, unless they are many. */
  missing?: (requestId: string, images: number) => void;
};

/** Images that are read at once. */
const PAGE_SIZE = 2000;

/**
 * Publishes the completion of those requests whose counts are reached. Called after the projection is committed and
 * before its events are acknowledged: a crash in between is repaired when they are delivered again. The log takes only
 * the first completion of a request, whoever publishes it.
 */
export async function completeRequests(
  { readModel, publish, ask = (question) => question(), pageSize = PAGE_SIZE, missing }: CompleteParts,
  requestIds: readonly string[],
): Promise<Completion[]> {
  const reading = { readModel, ask, pageSize };
  const published: Completion[] = [];
  const near = await ask(() => requestsNearTheirEnd(readModel, requestIds));
  for (const { id, images, isReached, version } of near) {
    missing?.(id, images);
    if (!isReached) continue;
    const completion = await completionOf(reading, id, version);
    if (!completion) continue;
    const { duplicate } = await publish('request.completed', completion, { firstOnSubject: true });
    if (!duplicate) published.push(completion);
  }
  return published;
}

/** The transaction that wrote the row as it is (https://www.postgresql.org/docs/18/ddl-system-columns.html). */
const VERSION = 'xmin::text';
const OPEN = 'completed_seq is null and cancelled_seq is null';

/** So many images come in one batch at most, when the tracker is not busy. */
const MANY_MISSING = 500;

type NearItsEnd = { id: string; images: number; isReached: boolean; version: string };

async function requestsNearTheirEnd(
  readModel: ReadModel,
  requestIds: readonly string[],
): Promise<NearItsEnd[]> {
  const missing = 'total_images - images_compressed - images_failed';
  return readModel.em().execute<NearItsEnd[]>(
    `select id, ${missing} as images,
       ${missing} <= 0 and products_listed >= total_products
         and rows_rejected >= coalesce(total_rejected, 0) as "isReached",
       ${VERSION} as version
     from ${readModel.schema}.requests
     where id in (select json_array_elements_text(?::json)) and ${OPEN} and ${missing} <= ${MANY_MISSING}`,
    [JSON.stringify(requestIds)],
  );
}

type ReadingParts = { readModel: ReadModel; ask: Ask; pageSize: number };

/** How often a request is read again that others keep writing to. */
const MOST_READINGS = 10;

/**
 * The completion of a request whose counts are reached, or null when it was ended meanwhile. Its images are read page by
 * page, each on whatever connection there is: one that holds a snapshot of a million rows would lose it all when it is
 * lost. That nothing was written in between is told by the version of the request's own row, which every write to one of
 * its images moves on.
 */
async function completionOf(
  parts: ReadingParts,
  requestId: string,
  reached: string,
): Promise<Completion | null> {
  let before = reached;
  for (let readings = 0; readings < MOST_READINGS; readings++) {
    const completion = await readCompletion(parts, requestId);
    const after = await versionOf(parts, requestId);
    if (after === before) return completion;
    if (after === null) return null;
    before = after;
  }
  throw new Error(`request ${requestId} was written to each time that it was read`);
}

async function versionOf({ readModel, ask }: ReadingParts, requestId: string): Promise<string | null> {
  const sql = `select ${VERSION} as version from ${readModel.schema}.requests where id = ? and ${OPEN}`;
  const [row] = await ask(() => readModel.em().execute<{ version: string }[]>(sql, [requestId]));
  return row?.version ?? null;
}

async function readCompletion(parts: ReadingParts, requestId: string): Promise<Completion | null> {
  const [request, images] = await Promise.all([
    parts.ask(() => parts.readModel.em().findOne(Request, { id: requestId })),
    readImages(parts, requestId),
  ]);
  if (!request) return null;
  const started = request.acceptedAt?.getTime() ?? 0;
  const ended = Math.max(started, images.endedMs);
  return {
    requestId,
    outcome: outcomeOf(request),
    counts: {
      products: request.productsListed,
      images: request.imagesCompressed + request.imagesFailed,
      compressed: request.imagesCompressed,
      failed: request.imagesFailed,
      ...(request.imagesReused > 0 && { reused: request.imagesReused }),
    },
    bytes: { source: request.sourceBytes, output: request.outputBytes },
    durationMs: ended - started,
    outputsDigest: images.digest,
    ...receiversOf(request),
  };
}

/** Whoever tells receivers of a request learns from the event who they are. */
export function receiversOf({
  tenant,
  webhookUrl,
  webhookEvents,
}: Pick<Request, 'tenant' | 'webhookUrl' | 'webhookEvents'>) {
  return {
    ...(tenant && { tenant }),
    ...(webhookUrl && { webhookUrl }),
    ...(webhookEvents && { webhookEvents }),
  };
}

/** When the last image ended, in milliseconds since 1970, and the digest of what became of each. */
async function readImages(
  parts: ReadingParts,
  requestId: string,
): Promise<{ endedMs: number; digest: string }> {
  const digest = createHash('sha256');
  let last = 0;
  for await (const { imageId, end, endedMs } of endsOfImages(parts, requestId)) {
    digest.update(`${imageId}:${end}\n`);
    last = Math.max(last, endedMs ?? 0);
  }
  return { endedMs: last, digest: digest.digest('hex') };
}

type EndOfImage = { imageId: string; end: string | null; endedMs: number | null };

/** What became of each image, in the order of their ids. */
function endsOfImages({ readModel, ask, pageSize }: ReadingParts, requestId: string) {
  const sql = `
    select image_id as "imageId", coalesce(output_sha256, reason_code) as end,
      floor(extract(epoch from ended_at) * 1000)::float8 as "endedMs"
    from ${readModel.schema}.images where request_id = ? and image_id > ? order by image_id limit ?`;
  return byPages<EndOfImage>(pageSize, (last) =>
    ask(() => readModel.em().execute<EndOfImage[]>(sql, [requestId, last?.imageId ?? '', pageSize])),
  );
}

/** All images compressed, some, or none. */
export function outcomeOf(counts: { imagesCompressed: number; imagesFailed: number }): Completion['outcome'] {
  if (counts.imagesFailed === 0) return 'succeeded';
  return counts.imagesCompressed === 0 ? 'failed' : 'partial';
}
