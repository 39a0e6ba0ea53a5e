import type { EventData, EventName } from './events.ts';
import { deliveryIdOf, imageIdOf } from './ids.ts';
import { reasonOf } from './reasons.ts';
import { DEFAULT_RECIPE } from './recipe.ts';

const requestId = '6f1c2c1e-5f0b-4b0e-9d1a-3f2a7c9b8e10';
const url = 'https://shop.example/images/mug.jpg';
const brokenUrl = 'https://shop.example/images/gone.jpg';
const imageId = imageIdOf(url, DEFAULT_RECIPE);
const brokenId = imageIdOf(brokenUrl, DEFAULT_RECIPE);
const webhookUrl = 'https://shop.example/hooks/halftone';

/** One example of each event, all of the same request; they stand in the documentation and serve the tests. */
export const EXAMPLES: { [N in EventName]: EventData<N> } = {
  'request.accepted': {
    requestId,
    tenant: 'public',
    upload: {
      bucket: 'uploads',
      object: requestId,
      filename: 'catalogue.csv',
      bytes: 212,
      digest: 'SHA-256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU',
      delimiter: ',',
      encoding: 'utf-8',
      columns: { header: ['S. No.', 'Product Name', 'Input Image URLs'], serial: 0, name: 1, images: 2 },
      invalidRows: 'skip',
      maxUrlsPerRow: 200,
    },
    totals: { products: 1, images: 2, rejected: 1 },
    recipe: DEFAULT_RECIPE,
    lane: 'express',
    webhookUrl,
    webhookEvents: ['request.completed', 'request.failed_images'],
    channels: ['ebay', 'google-merchant'],
  },
  'product.listed': {
    requestId,
    row: 1,
    serial: '1',
    name: 'Mug',
    cells: ['1', 'Mug', `${url}, ${brokenUrl}`],
    images: [
      { url, imageId },
      { url: brokenUrl, imageId: brokenId },
    ],
  },
  'product.rejected': {
    requestId,
    line: 3,
    after: 1,
    cells: ['2', 'Bowl', ''],
    fault: {
      code: 'no_images',
      detail: '“Bowl” has no image URL.',
      hint: 'Add at least one URL that begins with http:// or https://, or remove the row.',
    },
  },
  'image.requested': { requestId, imageId, url, recipe: DEFAULT_RECIPE, lane: 'express', forChannels: true },
  'image.compressed': {
    requestId,
    imageId,
    source: {
      bytes: 412_330,
      format: 'jpeg',
      width: 1600,
      height: 1200,
      sha256: 'a3c5e1f0b2d4968778695a4b3c2d1e0fa3c5e1f0b2d4968778695a4b3c2d1e0f',
      digitalSourceType:
        'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia',
      hadContentCredentials: true,
      finalUrl: 'https://cdn.shop.example/images/mug.jpg',
      etag: '"64aaa-61f2c8d3"',
      lastModified: 'Tue, 17 Nov 2026 08:30:00 GMT',
      variesByAccept: true,
      frames: 1,
      colours: 'rgb',
      transparent: false,
      border: { colour: '#ffffff', share: 0.97, white: 0.97 },
    },
    output: {
      key: `${requestId}/${imageId}.jpg`,
      url: `https://images.example/halftone/${requestId}/${imageId}.jpg`,
      bytes: 141_008,
      contentType: 'image/jpeg',
      width: 1600,
      height: 1200,
      sha256: '0f1e2d3c4b5a69788796d4b2f0e1c5a30f1e2d3c4b5a69788796d4b2f0e1c5a3',
      etag: '9b2cf535f27731c974343645a3985328',
    },
    quality: 50,
    keptOriginal: false,
    codec: 'requantized',
    codecVersion: 2,
    reused: { requestId: '0d9f6a52-7c1b-4c0e-8e55-2f1b7a6c3d41', by: 'not-modified' },
    timings: { downloadMs: 48, encodeMs: 0, storeMs: 6 },
    attempts: 1,
  },
  'image.failed': {
    requestId,
    imageId: brokenId,
    url: brokenUrl,
    reason: reasonOf('unsupported_format', 'The server sent a HEIC image.'),
    source: { bytes: 1_204_118, format: 'heic' },
    attempts: 1,
  },
  'request.completed': {
    requestId,
    outcome: 'partial',
    counts: { products: 1, images: 2, compressed: 1, failed: 1 },
    bytes: { source: 412_330, output: 141_008 },
    durationMs: 310,
    outputsDigest: '5b6c7d8e9f0a1b2c3d4e5f60718293a45b6c7d8e9f0a1b2c3d4e5f60718293a4',
    tenant: 'public',
    webhookUrl,
    webhookEvents: ['request.completed', 'request.failed_images'],
  },
  'request.progressed': {
    requestId,
    progress: 50,
    counts: { images: 2, compressed: 1, failed: 0 },
    tenant: 'public',
    webhookUrl,
    webhookEvents: ['request.completed', 'request.progress'],
  },
  'request.cancelled': { requestId, by: 'public' },
  'request.deleted': { requestId, by: 'public', tenant: 'public' },
  'webhook.requested': {
    requestId,
    deliveryId: deliveryIdOf(requestId, { event: 'request.progress', percent: 50 }),
    event: 'request.progress',
    occurredAt: '2026-11-20T09:00:00.000Z',
    webhookUrl,
    progress: { percent: 50, counts: { images: 2, compressed: 1, failed: 0 } },
  },
  'webhook.attempted': {
    requestId,
    deliveryId: deliveryIdOf(requestId),
    trigger: 8,
    event: 'request.completed',
    url: webhookUrl,
    attempt: 1,
    outcome: 'retrying',
    statusCode: 503,
    durationMs: 84,
    nextAttemptAt: '2026-11-20T09:00:05.000Z',
  },
  'webhook.redelivery-requested': { requestId, deliveryId: deliveryIdOf(requestId), by: 'public' },
};
