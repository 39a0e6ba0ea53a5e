import { createHash } from 'node:crypto';
import type { EventData } from '@halftone/contracts';
import type { Publish } from '@halftone/messaging';
import { Image, type ReadModel, Request } from '@halftone/read-model';

export type Completion = EventData<'request.completed'>;

/**
 * Publishes the completion of those requests whose counts are reached. Called after the projection is committed and
 * before its events are acknowledged: a crash in between is repaired when they are delivered again. The log takes only
 * the first completion of a request, whoever publishes it.
 */
export async function completeRequests(
  { readModel, publish }: { readModel: ReadModel; publish: Publish },
  requestIds: readonly string[],
): Promise<Completion[]> {
  const reached = await requestsReached(readModel, requestIds);
  const published: Completion[] = [];
  for (const id of reached) {
    const completion = await completionOf(readModel, id);
    const { duplicate } = await publish('request.completed', completion, { firstOnSubject: true });
    if (!duplicate) published.push(completion);
  }
  return published;
}

async function requestsReached(readModel: ReadModel, requestIds: readonly string[]): Promise<string[]> {
  const reached = await readModel.em().execute<{ id: string }[]>(
    `select id from requests
     where id in (select json_array_elements_text(?::json))
       and completed_seq is null and cancelled_seq is null
       and products_listed >= total_products and rows_rejected >= coalesce(total_rejected, 0)
       and images_compressed + images_failed >= total_images`,
    [JSON.stringify(requestIds)],
  );
  return reached.map(({ id }) => id);
}

/** The completion of a request whose counts are reached, from one snapshot of its rows. */
async function completionOf(readModel: ReadModel, requestId: string): Promise<Completion> {
  return readModel.em().transactional(
    async (tx) => {
      const request = await tx.findOneOrFail(Request, { id: requestId });
      const digest = createHash('sha256');
      const started = request.acceptedAt?.getTime() ?? 0;
      let ended = started;
      const images = tx.stream(Image, {
        where: { requestId },
        orderBy: { imageId: 'asc' },
        fields: ['imageId', 'outputSha256', 'reasonCode', 'endedAt'],
      });
      for await (const image of images) {
        digest.update(`${image.imageId}:${image.outputSha256 ?? image.reasonCode}\n`);
        ended = Math.max(ended, image.endedAt?.getTime() ?? 0);
      }
      return {
        requestId,
        outcome: outcomeOf(request),
        counts: {
          products: request.productsListed,
          images: request.imagesCompressed + request.imagesFailed,
          compressed: request.imagesCompressed,
          failed: request.imagesFailed,
        },
        bytes: { source: request.sourceBytes, output: request.outputBytes },
        durationMs: ended - started,
        outputsDigest: digest.digest('hex'),
        ...(request.webhookUrl && { webhookUrl: request.webhookUrl }),
      };
    },
    { isolationLevel: 'repeatable read', readOnly: true },
  );
}

/** All images compressed, some, or none. */
export function outcomeOf(counts: { imagesCompressed: number; imagesFailed: number }): Completion['outcome'] {
  if (counts.imagesFailed === 0) return 'succeeded';
  return counts.imagesCompressed === 0 ? 'failed' : 'partial';
}
