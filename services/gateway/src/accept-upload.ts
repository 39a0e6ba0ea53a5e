import type { CatalogueLimits } from '@halftone/catalog';
import { DEFAULT_RECIPE, type EventData, type Lane, UPLOADS_BUCKET } from '@halftone/contracts';
import type { EventLog, UploadStore } from '@halftone/messaging';
import type { FastifyRequest } from 'fastify';
import { fromLog } from './dependencies.ts';
import { type HeldUpload, holdUpload } from './held-upload.ts';
import { type ReceivedCatalogue, receiveCatalogue } from './receive-catalogue.ts';
import { readUploadForm } from './upload-form.ts';

export type UploadLog = Pick<EventLog, 'publish' | 'lastEvent' | 'check'> & {
  uploads: Pick<UploadStore, 'put' | 'remove'>;
};

export type UploadDependencies = {
  log: () => UploadLog;
  newId: () => string;
  limits: Partial<CatalogueLimits> & { maxUploadBytes: number };
  /** The most images of a request that takes the express lane. */
  expressMaxImages: number;
};

export type AcceptUpload = (request: FastifyRequest) => Promise<{ requestId: string }>;

/** Takes in an upload: either it is stored and announced as accepted, or it is refused and leaves nothing behind. */
export function acceptUpload({ log, newId, limits, expressMaxImages }: UploadDependencies): AcceptUpload {
  return async (request) => {
    const { uploads, ...events } = log();
    await fromLog(events.check());
    const requestId = newId();
    await using held = holdUpload(uploads, requestId, request.log);
    const { webhookUrl, received } = await readUploadForm(request, {
      maxFileBytes: limits.maxUploadBytes,
      receive: (file) =>
        receiveCatalogue(file, {
          store: (content) => uploads.put(requestId, content),
          limits,
          recipe: DEFAULT_RECIPE,
        }),
    });
    const accepted = acceptedData(requestId, received, expressMaxImages, webhookUrl);
    await announce(events, accepted, held);
    const { totals, lane, upload } = accepted;
    request.log.info({ requestId, ...totals, lane, bytes: upload.bytes }, 'request accepted');
    return { requestId };
  };
}

function acceptedData(
  requestId: string,
  { filename, stored, dialect, totals }: ReceivedCatalogue,
  expressMaxImages: number,
  webhookUrl: string | undefined,
): EventData<'request.accepted'> {
  const lane: Lane = totals.images <= expressMaxImages ? 'express' : 'bulk';
  return {
    requestId,
    tenant: 'public',
    upload: { bucket: UPLOADS_BUCKET, object: requestId, filename, ...stored, ...dialect },
    totals,
    recipe: DEFAULT_RECIPE,
    lane,
    ...(webhookUrl && { webhookUrl }),
  };
}

/**
 * Publishes the acceptance. A publish without a confirmation may stand in the log all the same: then the request is
 * accepted. When the log does not even tell that, the upload has to stay, since the event may need it.
 */
async function announce(
  log: Pick<UploadLog, 'publish' | 'lastEvent'>,
  accepted: EventData<'request.accepted'>,
  held: HeldUpload,
): Promise<void> {
  try {
    await fromLog(log.publish('request.accepted', accepted, { firstOnSubject: true }));
  } catch (refusal) {
    const standing = await log
      .lastEvent('request.accepted', accepted.requestId)
      .catch(() => 'unknown' as const);
    if (standing) held.keep();
    if (!standing || standing === 'unknown') throw refusal;
  }
  held.keep();
}
