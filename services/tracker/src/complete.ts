import { createHash } from 'node:crypto';
import type { EventData } from '@halftone/contracts';
import type { Publish } from '@halftone/messaging';
import { byPages, type ReadModel, type Request } from '@halftone/read-model';

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
  for (const request of await ask(() => requestsNearTheirEnd(readModel, requestIds))) {
    missing?.(request.id, request.missing);
    const completion = await completionOf(reading, request);
    if (!completion) continue;
    const { duplicate } = await publish('request.completed', completion, { firstOnSubject: true });
    if (!duplicate) published.push(completion);
  }
  return published;
}

/** So many images come in one batch at most, when the tracker is not busy. */
const MANY_MISSING = 500;

/** What a request's row says, once few of its images are missing. */
type NearItsEnd = {
  id: string;
  missing: number;
  isReached: boolean;
  version: string;
  products: number;
  imagesCompressed: number;
  imagesFailed: number;
  imagesReused: number;
  source: number;
  output: number;
  startedMs: number;
} & Pick<Request, 'tenant' | 'webhookUrl' | 'webhookEvents'>;

/** The transaction that wrote the row as it is (https://www.postgresql.org/docs/18/ddl-system-columns.html). */
const VERSION = 'xmin::text';
const MISSING = 'total_images - images_compressed - images_failed';

function requestsNearTheirEnd(readModel: ReadModel, requestIds: readonly string[]): Promise<NearItsEnd[]> {
  return readModel.em().execute<NearItsEnd[]>(
    `select id, ${MISSING} as missing, ${VERSION} as version,
       ${MISSING} <= 0 and products_listed >= total_products
         and rows_rejected >= coalesce(total_rejected, 0) as "isReached",
       products_listed as products, images_compressed as "imagesCompressed", images_failed as "imagesFailed",
       images_reused as "imagesReused", source_bytes::float8 as source, output_bytes::float8 as output,
       floor(extract(epoch from accepted_at) * 1000)::float8 as "startedMs",
       tenant, webhook_url as "webhookUrl", webhook_events as "webhookEvents"
     from ${readModel.schema}.requests
     where id in (select json_array_elements_text(?::json)) and completed_seq is null and cancelled_seq is null
       and ${MISSING} <= ${MANY_MISSING}`,
    [JSON.stringify(requestIds)],
  );
}

type ReadingParts = { readModel: ReadModel; ask: Ask; pageSize: number };

/** How often a request is read again that others keep writing to. */
const MOST_READINGS = 10;

/**
 * The completion of a request whose counts are reached, or null when they are not, or it was ended meanwhile. Its images are
 * read page by page, each on whatever connection there is: one that holds a snapshot of a million rows would lose it all
 * when it is lost. That nothing was written in between is told by the version of the request's own row, which every write
 * to one of its images moves on.
 */
async function completionOf(parts: ReadingParts, near: NearItsEnd): Promise<Completion | null> {
  let request: NearItsEnd | undefined = near;
  for (let readings = 0; readings < MOST_READINGS; readings++) {
    if (!request?.isReached) return null;
    const images = await readImages(parts, request);
    if (images) return completionFrom(request, images);
    [request] = await parts.ask(() => requestsNearTheirEnd(parts.readModel, [near.id]));
  }
  throw new Error(`request ${near.id} was written to each time that it was read`);
}

function completionFrom(request: NearItsEnd, images: { endedMs: number; digest: string }): Completion {
  const { imagesCompressed: compressed, imagesFailed: failed, imagesReused: reused, startedMs } = request;
  return {
    requestId: request.id,
    outcome: outcomeOf(request),
    counts: {
      products: request.products,
      images: compressed + failed,
      compressed,
      failed,
      ...(reused > 0 && { reused }),
    },
    bytes: { source: request.source, output: request.output },
    durationMs: Math.max(startedMs, images.endedMs) - startedMs,
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

/**
 * When the last image ended, in milliseconds since 1970, and the digest of what became of each; null when the request was
 * written to since its row was read.
 */
async function readImages(
  parts: ReadingParts,
  { id, version }: Pick<NearItsEnd, 'id' | 'version'>,
): Promise<{ endedMs: number; digest: string } | null> {
  const digest = createHash('sha256');
  let last = 0;
  for await (const image of endsOfImages(parts, id)) {
    if (image.version !== version) return null;
    digest.update(`${image.imageId}:${image.end}\n`);
    last = Math.max(last, image.endedMs ?? 0);
  }
  return { endedMs: last, digest: digest.digest('hex') };
}

type EndOfImage = { imageId: string; end: string | null; endedMs: number | null; version: string };

/** What became of each image, in the order of their ids, with the version of their request at the time. */
function endsOfImages({ readModel, ask, pageSize }: ReadingParts, requestId: string) {
  const { schema } = readModel;
  const sql = `
    select image_id as "imageId", coalesce(output_sha256, reason_code) as end,
      floor(extract(epoch from ended_at) * 1000)::float8 as "endedMs",
      (select ${VERSION} from ${schema}.requests where id = ?) as version
    from ${schema}.images where request_id = ? and image_id > ? order by image_id limit ?`;
  return byPages<EndOfImage>(pageSize, (last) =>
    ask(() =>
      readModel.em().execute<EndOfImage[]>(sql, [requestId, requestId, last?.imageId ?? '', pageSize]),
    ),
  );
}

/** All images compressed, some, or none. */
export function outcomeOf(counts: { imagesCompressed: number; imagesFailed: number }): Completion['outcome'] {
  if (counts.imagesFailed === 0) return 'succeeded';
  return counts.imagesCompressed === 0 ? 'failed' : 'partial';
}
