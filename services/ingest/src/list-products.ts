import { openCatalogue, type Product, UniqueImages } from '@halftone/catalog';
import { type EventData, imageIdOf } from '@halftone/contracts';
import {
  CorruptUploadError,
  createWindow,
  type Delivery,
  type EventLog,
  RetryLater,
  type UploadStore,
  type Window,
} from '@halftone/messaging';
import type { Logger } from '@halftone/runtime';
import { startingRow } from './starting-row.ts';

export type ListingLog = Pick<EventLog, 'publish' | 'lastEvent'> & { uploads: Pick<UploadStore, 'get'> };

export type ListingDependencies = { log: ListingLog; publishWindow: number; logger: Logger };

type Accepted = EventData<'request.accepted'>;

/** The gateway has applied its limits, and may be configured with higher ones than the reader's own. */
const NO_LIMITS = { maxRows: Number.POSITIVE_INFINITY, maxUrlsPerRow: Number.POSITIVE_INFINITY };

/** Events of one request that are published without a confirmation yet, by what they weigh together. */
const MAX_BYTES_UNDER_WAY = 16 * 1024 * 1024;

/** An operator may bring a store back; meanwhile each look at the upload repeats events that were published before. */
const LOST_UPLOAD_DELAY_MS = 60 * 60 * 1000;

/**
 * Fans an accepted request out: a `product.listed` for each row, each followed by an `image.requested` for every image that
 * no row before it has. It returns once the log has confirmed them all.
 */
export function listProducts(parts: ListingDependencies) {
  return async (delivery: Delivery<'request.accepted'>): Promise<void> => {
    const { requestId } = delivery.event.data;
    try {
      await listAll(parts, delivery);
    } catch (error) {
      if (!(error instanceof LostUploadError) && !(error instanceof CorruptUploadError)) throw error;
      parts.logger.error({ requestId, err: error, retryInMs: LOST_UPLOAD_DELAY_MS }, 'the upload is lost');
      throw new RetryLater(LOST_UPLOAD_DELAY_MS, 'the upload is lost', { cause: error });
    }
  };
}

/** The upload of an accepted request is gone, or is not what was accepted: for an operator to see. */
class LostUploadError extends Error {
  override name = 'LostUploadError';
}

async function listAll(
  { log, publishWindow, logger }: ListingDependencies,
  { event: { data: accepted }, attempt, signal }: Delivery<'request.accepted'>,
): Promise<void> {
  const { requestId } = accepted;
  const startedAt = performance.now();
  const from = await startingRow(log, requestId);
  const window = createWindow(publishWindow, MAX_BYTES_UNDER_WAY);
  const images = new UniqueImages();
  let products = 0;

  for await (const batch of productsOf(accepted, log)) {
    // Another instance, or this one once it is back, goes on where this one stops.
    if (signal.aborted) throw new RetryLater(0, 'ingest is stopping');
    for (const product of batch) {
      products++;
      const facts = factsOf(product, accepted, images);
      if (product.row >= from) await publish(facts, log, window);
    }
  }
  await window.drain();
  requireTotals(accepted, { products, images: images.size });
  const ms = Math.round(performance.now() - startedAt);
  logger.info({ requestId, attempt, from, products, images: images.size, ms }, 'products listed');
}

/** The products of the stored upload, in batches. */
async function* productsOf({ upload }: Accepted, { uploads }: ListingLog): AsyncGenerator<Product[]> {
  const source = await uploads.get(upload.object);
  if (!source) throw new LostUploadError(`the upload ${upload.object} is gone`);
  const catalogue = await openCatalogue(source, { limits: NO_LIMITS, dialect: upload });
  for await (const entries of catalogue.batches()) {
    yield entries.flatMap((entry) => ('product' in entry ? [entry.product] : []));
  }
}

type Facts = { listed: EventData<'product.listed'>; requested: EventData<'image.requested'>[] };

/** What there is to say of a product; its images are added to those of the request. */
function factsOf(product: Product, { requestId, recipe, lane }: Accepted, known: UniqueImages): Facts {
  const { row, serial, name, cells, urls } = product;
  const images = urls.map((url) => ({ url, imageId: imageIdOf(url, recipe) }));
  return {
    listed: { requestId, row, serial, name, cells, images },
    requested: images
      .filter(({ imageId }) => known.add(imageId))
      .map(({ url, imageId }) => ({ requestId, imageId, url, recipe, lane })),
  };
}

async function publish({ listed, requested }: Facts, log: ListingLog, window: Window): Promise<void> {
  const weight = listed.cells.reduce((total, cell) => total + cell.length, 0);
  await window.add(() => log.publish('product.listed', listed), weight);
  for (const image of requested)
    await window.add(() => log.publish('image.requested', image), image.url.length);
}

/** Without this, a file that is read differently than at its acceptance would leave a request that never completes. */
function requireTotals({ totals }: Accepted, found: Accepted['totals']): void {
  if (found.products === totals.products && found.images === totals.images) return;
  throw new LostUploadError(
    `the upload has ${found.products} products and ${found.images} images, accepted were ${totals.products} and ${totals.images}`,
  );
}
