import type { ChosenWebhook, Lane, Recipe, Upload } from '@halftone/contracts';
import { DeletedRequest, Request } from '../tables/entities.ts';
import type { ReadModel } from '../tables/read-model.ts';
import { findAsJson } from './find-as-json.ts';

export type RequestStatus = 'pending' | 'processing' | 'completed' | 'cancelled';

/** A request as a client sees it. Times are ISO 8601, UTC. */
export type RequestView = {
  requestId: string;
  tenant: string;
  status: RequestStatus;
  /** 0 to 100; 100 only when the request is completed. */
  progress: number;
  createdAt: string;
  updatedAt: string;
  completedAt: string | null;
  outcome: 'succeeded' | 'partial' | 'failed' | null;
  durationMs: number | null;
  /** Of products, images and rejected rows how many there are in total; of the others how many so far. */
  counts: {
    products: number;
    listed: number;
    images: number;
    compressed: number;
    failed: number;
    /** Of the compressed ones, those whose output is a copy of an earlier one. */
    reused: number;
    rejected: number;
  };
  /** `notDownloaded` is the part of `source` that was known to be unchanged. */
  bytes: { source: number; output: number; notDownloaded: number };
  recipe: Recipe;
  lane: Lane;
  upload: Upload;
  webhookUrl: string | null;
  /** What its receiver is told; null for the completion alone. */
  webhookEvents: ChosenWebhook[] | null;
  /** The sales channels whose rules its images are to meet; null where none was named. */
  channels: string[] | null;
  retryOf: string | null;
};

/** A request, or null when its `request.accepted` has not been projected (yet). */
export async function findRequest(readModel: ReadModel, requestId: string): Promise<RequestView | null> {
  const request = await findAsJson(readModel, Request, requestId);
  return request && requestView(request);
}

/** Whether a request was deleted: nothing is known of it any more. */
export async function isDeleted(readModel: ReadModel, requestId: string): Promise<boolean> {
  return (await readModel.em().count(DeletedRequest, { id: requestId })) > 0;
}

/** How a request looks to a client; null until its acceptance is known. */
export function requestView(request: Request): RequestView | null {
  const { acceptedAt, tenant, upload, recipe, lane, totalProducts, totalImages } = request;
  if (!acceptedAt || tenant == null || !upload || !recipe || !lane) return null;
  if (totalProducts == null || totalImages == null) return null;
  const status = statusOf(request);
  const ended = request.imagesCompressed + request.imagesFailed;
  return {
    requestId: request.id,
    tenant,
    status,
    progress: progressOf(status, ended, totalImages),
    createdAt: acceptedAt.toISOString(),
    updatedAt: request.updatedAt.toISOString(),
    completedAt: request.completedAt?.toISOString() ?? null,
    outcome: request.outcome ?? null,
    durationMs: request.durationMs ?? null,
    counts: {
      products: totalProducts,
      listed: request.productsListed,
      images: totalImages,
      compressed: request.imagesCompressed,
      failed: request.imagesFailed,
      reused: request.imagesReused,
      rejected: request.totalRejected ?? 0,
    },
    bytes: {
      source: request.sourceBytes,
      output: request.outputBytes,
      notDownloaded: request.notDownloadedBytes,
    },
    recipe,
    lane,
    upload,
    webhookUrl: request.webhookUrl ?? null,
    webhookEvents: request.webhookEvents ?? null,
    channels: request.channels ?? null,
    retryOf: request.retryOf ?? null,
  };
}

type Progress = Pick<
  Request,
  'completedAt' | 'cancelledAt' | 'productsListed' | 'rowsRejected' | 'imagesCompressed' | 'imagesFailed'
>;

/** What a request is doing. One that was completed before its cancellation took effect stays completed. */
export function statusOf(request: Progress): RequestStatus {
  if (request.completedAt) return 'completed';
  if (request.cancelledAt) return 'cancelled';
  const { productsListed, rowsRejected, imagesCompressed, imagesFailed } = request;
  return productsListed + rowsRejected + imagesCompressed + imagesFailed > 0 ? 'processing' : 'pending';
}

/** Whole percent of the images that have ended; below 100 until the completion itself is known. */
export function progressOf(status: RequestStatus, ended: number, total: number): number {
  if (status === 'completed') return 100;
  return total === 0 ? 0 : Math.min(99, Math.floor((100 * ended) / total));
}
