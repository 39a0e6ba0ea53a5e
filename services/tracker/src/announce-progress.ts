import type { EventData } from '@halftone/contracts';
import type { Publish } from '@halftone/messaging';
import { type ReadModel, Request } from '@halftone/read-model';
import { type Ask, receiversOf } from './complete.ts';

/** Percent of the images of a request. */
const QUARTERS = [25, 50, 75];

export type AnnounceParts = { readModel: ReadModel; publish: Publish; ask?: Ask };

/**
 * Publishes the quarters that requests have reached whose receivers want to know: each once, whoever does it and however
 * often, since the log takes only the first event of a quarter. A request that passes several at a time has all of them
 * announced. Called like the completions, and before them.
 */
export async function announceProgress(
  { readModel, publish, ask = (question) => question() }: AnnounceParts,
  requestIds: readonly string[],
): Promise<EventData<'request.progressed'>[]> {
  const published: EventData<'request.progressed'>[] = [];
  const ids = await ask(() => requestsBeyondAQuarter(readModel, requestIds));
  if (ids.length === 0) return published;
  const requests = await ask(() =>
    readModel.em().find(Request, { id: { $in: ids } }, { orderBy: { id: 'asc' } }),
  );
  for (const progressed of requests.flatMap(quartersOf)) {
    const { duplicate } = await publish('request.progressed', progressed, { firstOnSubject: true });
    if (!duplicate) published.push(progressed);
  }
  return published;
}

/** Wanted by the upload, or by an endpoint of its tenant. */
const WANTED = `["request.progress"]`;

async function requestsBeyondAQuarter(
  readModel: ReadModel,
  requestIds: readonly string[],
): Promise<string[]> {
  const { schema } = readModel;
  const reached = await readModel.em().execute<{ id: string }[]>(
    `select id from ${schema}.requests r
     where id in (select json_array_elements_text(?::json)) and completed_seq is null and cancelled_seq is null
       and total_images > 0 and coalesce(progress_announced, 0) < 75
       and 4 * (images_compressed + images_failed)::bigint / total_images * 25 > coalesce(progress_announced, 0)
       and (webhook_events @> '${WANTED}' or exists (
         select from ${schema}.webhook_endpoints e
         where e.tenant = r.tenant and e.status = 'enabled' and e.events @> '${WANTED}'))`,
    [JSON.stringify(requestIds)],
  );
  return reached.map(({ id }) => id);
}

function quartersOf(request: Request): EventData<'request.progressed'>[] {
  const { imagesCompressed: compressed, imagesFailed: failed } = request;
  const images = request.totalImages ?? 0;
  const announced = request.progressAnnounced ?? 0;
  return QUARTERS.filter(
    (quarter) => quarter > announced && (compressed + failed) * 100 >= quarter * images,
  ).map((progress) => ({
    requestId: request.id,
    progress,
    counts: { images, compressed, failed },
    ...receiversOf(request),
  }));
}
