import type { Upload } from '@halftone/contracts';
import { Request } from './entities.ts';
import type { ReadModel } from './read-model.ts';

export type RequestStatus = 'pending' | 'processing' | 'completed' | 'cancelled';

/** A request as a client sees it. Times are ISO 8601, UTC. */
export type RequestView = {
  requestId: string;
  status: RequestStatus;
  /** 0 to 100; 100 only when the request is completed. */
  progress: number;
  createdAt: string;
  updatedAt: string;
  completedAt: string | null;
  outcome: 'succeeded' | 'partial' | 'failed' | null;
  durationMs: number | null;
  /** How many there are in total, and how many so far. */
  counts: { products: number; listed: number; images: number; compressed: number; failed: number };
  bytes: { source: number; output: number };
  upload: Upload;
  webhookUrl: string | null;
  retryOf: string | null;
};

/** A request, or null when its `request.accepted` has not been projected (yet). */
export async function findRequest(readModel: ReadModel, requestId: string): Promise<RequestView | null> {
  const request = await readModel.em().findOne(Request, { id: requestId });
  return request && requestView(request);
}

function requestView(request: Request): RequestView | null {
  const { acceptedAt, upload, totalProducts, totalImages } = request;
  if (!acceptedAt || !upload || totalProducts == null || totalImages == null) return null;
  const status = statusOf(request);
  const ended = request.imagesCompressed + request.imagesFailed;
  return {
    requestId: request.id,
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
    },
    bytes: { source: request.sourceBytes, output: request.outputBytes },
    upload,
    webhookUrl: request.webhookUrl ?? null,
    retryOf: request.retryOf ?? null,
  };
}

type Progress = Pick<
  Request,
  'completedAt' | 'cancelledAt' | 'productsListed' | 'imagesCompressed' | 'imagesFailed'
>;

/** What a request is doing. One that was completed before its cancellation took effect stays completed. */
export function statusOf(request: Progress): RequestStatus {
  if (request.completedAt) return 'completed';
  if (request.cancelledAt) return 'cancelled';
  const begun = request.productsListed + request.imagesCompressed + request.imagesFailed > 0;
  return begun ? 'processing' : 'pending';
}

/** Whole percent of the images that have ended; below 100 until the completion itself is known. */
export function progressOf(status: RequestStatus, ended: number, total: number): number {
  if (status === 'completed') return 100;
  return total === 0 ? 0 : Math.min(99, Math.floor((100 * ended) / total));
}
