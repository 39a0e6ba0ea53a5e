import { DEFAULT_LIMITS } from '@halftone/catalog';
import { type EventData, UPLOADS_BUCKET } from '@halftone/contracts';
import type { EventLog, UploadStore } from '@halftone/messaging';
import type { JudgeLiteral } from '@halftone/outbound/destinations';
import type { FastifyBaseLogger } from 'fastify';
import { fromLog } from '../dependencies.ts';
import { Problem } from '../problems/problems.ts';
import { holdUpload } from './held-upload.ts';
import { requestIdUnder } from './idempotency.ts';
import type { ReadSubmission } from './incoming-file.ts';
import { badRows, isUsable, type Limits } from './inspect-catalogue.ts';
import { type Acceptance, publishAcceptance } from './publish-acceptance.ts';
import { type ReceivedCatalogue, receiveCatalogue } from './receive-catalogue.ts';
import type { UploadOptions } from './upload-options.ts';
import { refuseUnreachable } from './webhooks/webhook-url.ts';

export type UploadLog = Pick<EventLog, 'publish' | 'lastEvent' | 'check' | 'isFull'> & {
  uploads: Pick<UploadStore, 'put' | 'remove'>;
};

export type AcceptDependencies = {
  log: () => UploadLog;
  newId: () => string;
  now: () => Date;
  limits: Partial<Limits> & { maxUploadBytes: number; maxJsonBytes: number };
  /** Judges receivers by the text of their addresses. */
  judgeReceiver: JudgeLiteral;
  /** The most images of a request that takes the express lane. */
  expressMaxImages: number;
};

/** What a tenant sends to be worked on. */
export type Submission = {
  tenant: string;
  idempotencyKey?: string | undefined;
  /** The request whose failures this one retries. */
  retryOf?: string;
  read: ReadSubmission;
  logger: FastifyBaseLogger;
};

export type AcceptRequest = (submission: Submission) => Promise<Acceptance>;

/** Takes in a catalogue: either it is stored and announced as accepted, or it is refused and leaves nothing behind. */
export function acceptRequest({
  log,
  newId,
  now,
  limits,
  judgeReceiver,
  expressMaxImages,
}: AcceptDependencies): AcceptRequest {
  return async ({ tenant, idempotencyKey, retryOf, read, logger }) => {
    const { uploads, ...events } = log();
    await fromLog(events.check({ patient: true }));
    const requestId = idempotencyKey === undefined ? newId() : requestIdUnder(tenant, idempotencyKey);
    if (idempotencyKey !== undefined) await refuseDeleted(events, requestId);
    // An id of its own, so that a repeat never writes over what was accepted.
    const object = newId();
    await using held = holdUpload(uploads, object, logger);
    const { options, received } = await read((file) =>
      receiveCatalogue(file, { store: (content) => uploads.put(object, content), limits }),
    );
    // A retry keeps the receiver of its request, which was judged then.
    if (!retryOf) refuseUnreachable(options.webhookUrl, judgeReceiver);
    if (!isUsable(received, options.invalidRows)) throw badRows(received);
    const accepted: EventData<'request.accepted'> = {
      requestId,
      tenant,
      ...requestedWork({ object, received, options, limits }),
      lane: received.totals.images <= expressMaxImages ? 'express' : 'bulk',
      ...(retryOf && { retryOf }),
    };
    const acceptance = await publishAcceptance(events, accepted, { held, now });
    logAcceptance(logger, acceptance);
    return acceptance;
  };
}

function logAcceptance(logger: FastifyBaseLogger, { event: { data }, replayed }: Acceptance): void {
  const { requestId, tenant, totals, lane, upload } = data;
  logger.info({ requestId, tenant, replayed, ...totals, lane, bytes: upload.bytes }, 'request accepted');
}

async function refuseDeleted(events: Pick<UploadLog, 'lastEvent'>, requestId: string): Promise<void> {
  if (await fromLog(events.lastEvent('request.deleted', requestId, { patient: true }))) {
    throw new Problem('request_deleted', 'The request with this Idempotency-Key was deleted.');
  }
}

type Arrived = {
  object: string;
  received: ReceivedCatalogue;
  options: UploadOptions;
  limits: Partial<Limits>;
};

/** What came, and what is to be done with it. Whoever reads the file again has to find the same rows bad. */
function requestedWork({ object, received, options, limits }: Arrived) {
  const { filename, stored, dialect, totals, ignoredImageColumns } = received;
  const { recipe, webhookUrl, webhookEvents, channels, invalidRows } = options;
  const { maxUrlsPerRow = DEFAULT_LIMITS.maxUrlsPerRow } = limits;
  const { products, images, rejected, withoutImages } = totals;
  const upload = {
    bucket: UPLOADS_BUCKET,
    object,
    filename,
    ...stored,
    ...dialect,
    ...(ignoredImageColumns.length > 0 && { ignoredImageColumns }),
    ...(withoutImages > 0 && { withoutImages }),
  };
  return {
    upload: invalidRows === 'skip' ? { ...upload, invalidRows, maxUrlsPerRow } : upload,
    totals: { products, images, ...(invalidRows === 'skip' && { rejected }) },
    recipe,
    ...(webhookUrl && { webhookUrl }),
    ...(webhookEvents && { webhookEvents }),
    ...(channels && { channels }),
  };
}
