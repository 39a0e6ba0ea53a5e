import {
  type CatalogueEntry,
  openCatalogue,
  type Product,
  type RejectedEntry,
  UniqueImages,
} from '@halftone/catalog';
import { type EventData, imageIdOf } from '@halftone/contracts';
import {
  CorruptUploadError,
  createRequestEnds,
  createWindow,
  type Delivery,
  type EventLog,
  ImpossibleEventsError,
  type RequestEnds,
  type UploadStore,
} from '@halftone/messaging';
import type { Logger } from '@halftone/runtime';
import { metrics } from './metrics.ts';
import { startingRow } from './starting-row.ts';

export type ListingLog = Pick<EventLog, 'publish' | 'lastEvent'> & { uploads: Pick<UploadStore, 'get'> };

export type ListingDependencies = {
  log: ListingLog;
  publishWindow: number;
  logger: Logger;
  /** A clock in milliseconds. */
  now?: () => number;
};

type Accepted = EventData<'request.accepted'>;
type Found = Required<Accepted['totals']>;

/** Events of one request that are published without a confirmation yet, by what they weigh together. */
const MAX_BYTES_IN_FLIGHT = 16 * 1024 * 1024;

/**
 * Fans an accepted request out: a `product.listed` for each row, each followed by an `image.requested` for every image that
 * no row before it has, and a `product.rejected` for each bad row if the upload asked for them to be skipped. Once the
 * request is cancelled no more images are requested, but its rows are listed to the end: its files show them, and a retry
 * takes them up. It returns once the log has confirmed them all, or the request was deleted.
 */
export function listProducts(parts: ListingDependencies) {
  const ends = createRequestEnds(parts);
  return async (delivery: Delivery<'request.accepted'>): Promise<void> => {
    const { requestId } = delivery.event.data;
    try {
      await listAll({ ...parts, ends }, delivery);
    } catch (error) {
      if (!(error instanceof LostUploadError) && !(error instanceof CorruptUploadError)) throw error;
      // The upload of a deleted request is gone because it was deleted.
      if (await ends.isDeleted(requestId, delivery.signal)) return;
      // Once the upload is back, or another in its place, an operator replays the dead letter.
      throw new ImpossibleEventsError([[delivery.seq, error.message]], { cause: error });
    }
  };
}

/** The upload of an accepted request is gone, or is not what was accepted: for an operator to see. */
class LostUploadError extends Error {
  override name = 'LostUploadError';
}

async function listAll(
  { log, publishWindow, logger, ends }: ListingDependencies & { ends: RequestEnds },
  { event: { data: accepted }, attempt, signal, progress }: Delivery<'request.accepted'>,
): Promise<void> {
  const { requestId } = accepted;
  const startedAt = performance.now();
  // Together, since ten images would take a tenth longer if one waited for another.
  const [hasEnded, from, source] = await Promise.all([
    ends.hasEnded(requestId, signal),
    startingRow(log, requestId),
    log.uploads.get(accepted.upload.object),
  ]);
  if (hasEnded && (await ends.isDeleted(requestId, signal))) return;
  using images = new UniqueImages();
  const listing = createListing(accepted, { log, from, images });
  const window = createWindow(publishWindow, MAX_BYTES_IN_FLIGHT);

  for await (const batch of entriesOf(accepted, source)) {
    // Another instance, or this one once it is back, goes on where this one stops.
    signal.throwIfAborted();
    progress();
    if (await ends.hasEnded(requestId, signal)) {
      if (await ends.isDeleted(requestId, signal)) {
        await window.drain();
        logger.info({ requestId, attempt, ...listing.found() }, 'request deleted; listing stopped');
        return;
      }
      listing.requestNoMore();
    }
    for (const entry of batch) {
      for (const { publish, weight } of listing.eventsOf(entry)) {
        const turn = window.add(publish, weight);
        if (turn) await turn;
      }
    }
  }
  await window.drain();
  requireTotals(accepted, listing.found());
  const ms = Math.round(performance.now() - startedAt);
  measureListing(listing.found(), ms);
  logger.info({ requestId, attempt, from, ...listing.found(), ms }, 'products listed');
}

function measureListing({ products, images, rejected }: Found, ms: number): void {
  metrics.products.add({}, products);
  metrics.images.add({}, images);
  metrics.rejectedRows.add({}, rejected);
  metrics.duration.observe({}, ms / 1000);
}

/** An event that is to be published, and what it weighs. */
type Publication = { publish: () => Promise<unknown>; weight: number };

/** Counts the rows of a request, and returns what to publish for those from a row on. */
function createListing(
  accepted: Accepted,
  { log, from, images }: { log: ListingLog; from: number; images: UniqueImages },
) {
  const skipsBadRows = accepted.upload.invalidRows === 'skip';
  let requests = true;
  let products = 0;
  let rejected = 0;
  return {
    eventsOf(entry: CatalogueEntry): Publication[] {
      if ('product' in entry) {
        products++;
        const { listed, requested } = factsOf(entry.product, accepted, images);
        if (entry.product.row < from) return [];
        return publicationsOf({ listed, requested: requests ? requested : [] }, log);
      }
      rejected++;
      return skipsBadRows && entry.after + 1 >= from ? [rejectionOf(entry, accepted, log)] : [];
    },
    requestNoMore() {
      requests = false;
    },
    found: (): Found => ({ products, images: images.size, rejected }),
  };
}

/** The rows of the stored upload, in batches. */
async function* entriesOf(
  { upload }: Accepted,
  source: Awaited<ReturnType<UploadStore['get']>>,
): AsyncGenerator<CatalogueEntry[]> {
  if (!source) throw new LostUploadError(`the upload ${upload.object} is gone`);
  // The gateway has applied its limits, which may be higher than the reader's own. Of those that make a row a bad one,
  // the acceptance says which held: what was counted as a product then must be one now.
  const limits = {
    maxRows: Number.POSITIVE_INFINITY,
    maxUrlsPerRow: upload.maxUrlsPerRow ?? Number.POSITIVE_INFINITY,
  };
  await using catalogue = await openCatalogue(source, { limits, dialect: upload });
  yield* catalogue.batches();
}

type Facts = { listed: EventData<'product.listed'>; requested: EventData<'image.requested'>[] };

/** What there is to say of a product; its images are added to those of the request. */
function factsOf(
  product: Product,
  { requestId, recipe, lane, channels }: Accepted,
  known: UniqueImages,
): Facts {
  const { row, serial, name, cells, urls } = product;
  const images = urls.map((url) => ({ url, imageId: imageIdOf(url, recipe) }));
  return {
    listed: { requestId, row, serial, name, cells, images },
    requested: images
      .filter(({ imageId }) => known.add(imageId))
      .map(({ url, imageId }) => ({
        requestId,
        imageId,
        url,
        recipe,
        lane,
        ...(channels && { forChannels: true }),
      })),
  };
}

function publicationsOf({ listed, requested }: Facts, log: ListingLog): Publication[] {
  const images = requested.map((image) => ({
    publish: () => log.publish('image.requested', image),
    weight: image.url.length,
  }));
  return [
    { publish: () => log.publish('product.listed', listed), weight: weightOf(listed.cells) },
    ...images,
  ];
}

function rejectionOf(
  { fault: { line, code, detail, hint }, cells, after }: RejectedEntry,
  { requestId }: Accepted,
  log: ListingLog,
): Publication {
  const rejected = { requestId, line, after, cells, fault: { code, detail, hint } };
  return { publish: () => log.publish('product.rejected', rejected), weight: weightOf(cells) };
}

const weightOf = (cells: string[]) => cells.reduce((total, cell) => total + cell.length, 0);

/** Without this, a file that is read differently than at its acceptance would leave a request that never completes. */
function requireTotals({ totals }: Accepted, found: Found): void {
  const accepted = { ...totals, rejected: totals.rejected ?? 0 };
  const isSame = found.products === accepted.products && found.images === accepted.images;
  if (isSame && found.rejected === accepted.rejected) return;
  throw new LostUploadError(`the upload has ${inWords(found)}, accepted were ${inWords(accepted)}`);
}

const inWords = ({ products, images, rejected }: Found) =>
  `${products} products, ${images} images and ${rejected} bad rows`;
