import type { ChosenWebhook, FailedSource, ImageAppearance, Lane, Recipe, Upload } from '@halftone/contracts';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/**
 * The tables of the read model. Each row is what the events of the log add up to, in whatever order they were
 * projected: every column that comes from one event is null until that event has been seen. Of several events that
 * say the same thing the first in the log counts, so its sequence stands beside what it said.
 * Ids are compared bytewise, so that the order of rows is the same under every locale.
 */

const id = () => p.text().collation('C');
const time = () => p.datetime().columnType('timestamptz');
const seq = () => p.bigint('number');
const bytes = () => p.bigint('number');

/** An image as a product lists it. */
export type ListedImage = { url: string; imageId: string };

export const Request = defineEntity({
  name: 'Request',
  tableName: 'requests',
  indexes: [
    { name: 'requests_of_tenant', properties: ['tenant', 'acceptedAt', 'id'] },
    {
      name: 'requests_running',
      properties: 'acceptedAt',
      where: 'accepted_at is not null and completed_seq is null and cancelled_seq is null',
    },
  ],
  properties: {
    id: id().primary(),
    acceptedSeq: seq().nullable(),
    acceptedAt: time().nullable(),
    tenant: p.text().nullable(),
    filename: p.text().nullable(),
    upload: p.json<Upload>().nullable(),
    recipe: p.json<Recipe>().nullable(),
    lane: p.type('text').$type<Lane>().nullable(),
    webhookUrl: p.text().nullable(),
    webhookEvents: p.json<ChosenWebhook[]>().nullable(),
    channels: p.json<string[]>().nullable(),
    retryOf: p.text().nullable(),
    totalProducts: p.integer().nullable(),
    totalImages: p.integer().nullable(),
    totalRejected: p.integer().nullable(),
    productsListed: p.integer().default(0),
    rowsRejected: p.integer().default(0),
    imagesCompressed: p.integer().default(0),
    imagesFailed: p.integer().default(0),
    imagesReused: p.integer().default(0).comment('Of the compressed ones.'),
    sourceBytes: bytes().defaultRaw('0'),
    outputBytes: bytes().defaultRaw('0'),
    notDownloadedBytes: bytes().defaultRaw('0').comment('Of the source bytes.'),
    completedSeq: seq().nullable(),
    completedAt: time().nullable(),
    outcome: p.type('text').$type<'succeeded' | 'partial' | 'failed'>().nullable(),
    durationMs: p.double().$type<number>().nullable(),
    outputsDigest: p.text().nullable(),
    cancelledSeq: seq().nullable(),
    cancelledAt: time().nullable(),
    progressAnnounced: p
      .integer()
      .nullable()
      .comment('The highest quarter that receivers were told of, in percent.'),
    updatedAt: time(),
  },
});
export type Request = InferEntity<typeof Request>;

export const Product = defineEntity({
  name: 'Product',
  tableName: 'products',
  // Not unique: when a lost log starts again its sequence repeats, which must not stop the projection.
  indexes: [{ name: 'products_id', properties: 'id' }],
  properties: {
    requestId: id().primary(),
    row: p.integer().primary(),
    id: seq().comment('The lowest sequence in the log of its product.listed.'),
    serial: p.text(),
    name: p.text(),
    cells: p.json<string[]>(),
    images: p.json<ListedImage[]>(),
  },
});
export type Product = InferEntity<typeof Product>;

/** A bad row of the file that was skipped. */
export const RejectedRow = defineEntity({
  name: 'RejectedRow',
  tableName: 'rejected_rows',
  indexes: [{ name: 'rejected_rows_in_file', properties: ['requestId', 'afterRow', 'line'] }],
  properties: {
    requestId: id().primary(),
    line: p.integer().primary(),
    seq: seq(),
    afterRow: p.integer(),
    cells: p.json<string[]>(),
    code: p.text(),
    detail: p.text(),
    hint: p.text(),
  },
});
export type RejectedRow = InferEntity<typeof RejectedRow>;

export const Image = defineEntity({
  name: 'Image',
  tableName: 'images',
  indexes: [{ name: 'images_failed', properties: ['requestId', 'imageId'], where: `state = 'failed'` }],
  properties: {
    requestId: id().primary(),
    imageId: id().primary(),
    state: p.enum(['requested', 'compressed', 'failed']),
    requestedSeq: seq().nullable(),
    requestedAt: time().nullable(),
    url: p.text().nullable(),
    lane: p.type('text').$type<Lane>().nullable(),
    recipe: p.json<Recipe>().nullable(),
    endedSeq: seq().nullable(),
    endedAt: time().nullable(),
    attempts: p.integer().nullable(),
    sourceBytes: bytes().nullable(),
    sourceFormat: p.text().nullable(),
    sourceWidth: p.integer().nullable(),
    sourceHeight: p.integer().nullable(),
    sourceSha256: p.text().nullable(),
    sourceDigitalSourceType: p.text().nullable(),
    sourceHadContentCredentials: p.boolean().nullable(),
    sourceAppearance: p
      .json<ImageAppearance>()
      .nullable()
      .comment('Frames, colours, transparency and border; null where the event does not say.'),
    outputKey: p.text().nullable(),
    outputUrl: p.text().nullable(),
    outputBytes: bytes().nullable(),
    outputContentType: p.text().nullable(),
    outputWidth: p.integer().nullable(),
    outputHeight: p.integer().nullable(),
    outputSha256: p.text().nullable(),
    quality: p.integer().nullable(),
    keptOriginal: p.boolean().nullable(),
    reusedFrom: p.text().nullable().comment('The request whose output was copied.'),
    reusedBy: p.text().nullable().comment('Why: not-modified, same-bytes or trusted.'),
    timings: p.json<{ downloadMs: number; encodeMs: number; storeMs: number }>().nullable(),
    reasonCode: p.text().nullable(),
    reasonDetail: p.text().nullable(),
    reasonHint: p.text().nullable(),
    failedSource: p
      .json<FailedSource>()
      .nullable()
      .comment('Of an image that failed, what its event says of the file: bytes, format, size and looks.'),
  },
});
export type Image = InferEntity<typeof Image>;

export const WebhookAttempt = defineEntity({
  name: 'WebhookAttempt',
  tableName: 'webhook_attempts',
  indexes: [
    { name: 'webhook_attempts_of_request', properties: 'requestId' },
    { name: 'webhook_attempts_of_delivery', properties: 'deliveryId' },
  ],
  properties: {
    id: id().primary().comment('The id of its event.'),
    seq: seq(),
    requestId: id(),
    deliveryId: p.text(),
    event: p.text().nullable().comment('What the webhook says; null for request.completed.'),
    endpointId: p.text().nullable(),
    url: p.text(),
    attempt: p.integer(),
    outcome: p.type('text').$type<'delivered' | 'retrying' | 'exhausted' | 'rejected'>(),
    statusCode: p.integer().nullable(),
    error: p.text().nullable(),
    durationMs: p.double().$type<number>(),
    attemptedAt: time(),
    nextAttemptAt: time().nullable(),
  },
});
export type WebhookAttempt = InferEntity<typeof WebhookAttempt>;

/** A registered receiver of webhooks: what its events add up to, but for its secrets, which stand sealed in them alone. */
export const WebhookEndpoint = defineEntity({
  name: 'WebhookEndpoint',
  tableName: 'webhook_endpoints',
  indexes: [{ name: 'webhook_endpoints_of_tenant', properties: ['tenant', 'registeredAt', 'id'] }],
  properties: {
    id: id().primary(),
    version: p.integer().comment('How many events of the endpoint it is made of.'),
    tenant: p.text(),
    url: p.text(),
    events: p.json<ChosenWebhook[]>(),
    description: p.text().nullable(),
    status: p.enum(['enabled', 'disabled', 'suspended', 'removed']),
    registeredAt: time(),
    rotatedAt: time().nullable(),
    previousUntil: time().nullable().comment('Until when the secrets before the newest sign as well.'),
    failingSince: time().nullable(),
    error: p.text().nullable().comment('Why the last attempt failed, of a suspended one.'),
    updatedAt: time(),
  },
});
export type WebhookEndpoint = InferEntity<typeof WebhookEndpoint>;

/** A request that was deleted. Only its id is kept, so that what comes later about it changes nothing. */
export const DeletedRequest = defineEntity({
  name: 'DeletedRequest',
  tableName: 'deleted_requests',
  properties: { id: id().primary(), seq: seq(), deletedAt: time() },
});
export type DeletedRequest = InferEntity<typeof DeletedRequest>;

/** A deleted request of which the log may still hold events: those that a consumer has in flight are removed later. */
export const UnforgottenRequest = defineEntity({
  name: 'UnforgottenRequest',
  tableName: 'unforgotten_requests',
  properties: { id: id().primary() },
});
export type UnforgottenRequest = InferEntity<typeof UnforgottenRequest>;
