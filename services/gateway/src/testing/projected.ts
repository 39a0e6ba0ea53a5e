import {
  type Columns,
  DEFAULT_RECIPE,
  type EventData,
  type ImageAppearance,
  imageIdOf,
} from '@halftone/contracts';
import { Image, Product, type ReadModel, RejectedRow, Request } from '@halftone/read-model';

const ACCEPTED_AT = new Date('2026-03-01T10:15:30.000Z');
const UPDATED_AT = new Date('2026-03-01T10:20:45.000Z');

const upload: EventData<'request.accepted'>['upload'] = {
  bucket: 'uploads',
  object: 'object',
  filename: 'catalogue.csv',
  bytes: 100,
  digest: 'SHA-256=x',
  delimiter: ',',
  encoding: 'utf-8',
  columns: {
    header: ['S. No.', 'Product Name', 'Input Image URLs', 'Colour'],
    serial: 0,
    name: 1,
    images: 2,
  },
};

export type ProjectedImage = {
  url: string;
  outputUrl?: string;
  failure?: string;
  /** Whether the output is a copy of one of the request `earlier`, whose source has not changed. */
  copied?: boolean;
  /** Of a square picture, in pixels. */
  side?: number;
  appearance?: ImageAppearance;
};
export type ProjectedProduct = { id: number; name: string; images: ProjectedImage[]; cells?: string[] };

export type ProjectedRequest = {
  id: string;
  completed: boolean;
  cancelled?: boolean;
  products: ProjectedProduct[];
  tenant?: string;
  acceptedAt?: Date;
  updatedAt?: Date;
  outcome?: 'succeeded' | 'partial' | 'failed';
  channels?: string[];
  /** Which column of the file holds what, where it is another one than those of the other tests. */
  columns?: Columns;
  /** Bad rows after the last product. */
  rejected?: { cells: string[]; detail: string; code?: string }[];
};

/** The id under which an image of a projected request stands. */
export const projectedId = (url: string) => imageIdOf(url, DEFAULT_RECIPE);

/** Writes a request into the read model as the tracker leaves it. */
export async function project(readModel: ReadModel, request: ProjectedRequest): Promise<void> {
  const { rejected = [], updatedAt = UPDATED_AT } = request;
  const images = request.products.flatMap((product) => product.images);
  const em = readModel.em();
  await em.insert(Request, {
    id: request.id,
    tenant: request.tenant ?? 'public',
    recipe: DEFAULT_RECIPE,
    lane: 'express',
    ...(request.channels && { channels: request.channels }),
    filename: upload.filename,
    upload: { ...upload, ...(request.columns && { columns: request.columns }) },
    acceptedAt: request.acceptedAt ?? ACCEPTED_AT,
    updatedAt,
    totalProducts: request.products.length,
    totalImages: images.length,
    totalRejected: rejected.length,
    productsListed: request.products.length,
    imagesCompressed: images.filter(({ outputUrl }) => outputUrl).length,
    imagesFailed: images.filter(({ failure }) => failure).length,
    imagesReused: images.filter(({ copied }) => copied).length,
    notDownloadedBytes: 1000 * images.filter(({ copied }) => copied).length,
    sourceBytes: 1000 * images.filter(({ outputUrl }) => outputUrl).length,
    outputBytes: 400 * images.filter(({ outputUrl }) => outputUrl).length,
    ...(request.completed && {
      completedAt: updatedAt,
      outcome: request.outcome ?? 'partial',
      durationMs: 315_000,
    }),
    ...(request.cancelled && { cancelledAt: updatedAt }),
  });
  await em.insertMany(
    Product,
    request.products.map(({ id, name, images, cells }, index) => ({
      requestId: request.id,
      row: index + 1,
      id,
      serial: String(index + 1),
      name,
      cells: cells ?? [String(index + 1), name, images.map(({ url }) => url).join(','), 'red'],
      images: images.map(({ url }) => ({ url, imageId: projectedId(url) })),
    })),
  );
  await em.insertMany(
    Image,
    images.map(({ url, outputUrl, failure, copied, side, appearance }) => ({
      requestId: request.id,
      imageId: projectedId(url),
      url,
      state: outputUrl ? 'compressed' : failure ? 'failed' : 'requested',
      ...((outputUrl || failure) && { attempts: 1, endedAt: updatedAt }),
      ...(outputUrl && compressed(outputUrl)),
      ...(copied && { reusedFrom: 'earlier', reusedBy: 'not-modified' }),
      ...(side && { sourceWidth: side, sourceHeight: side, outputWidth: side, outputHeight: side }),
      ...(appearance && { sourceAppearance: appearance }),
      ...(failure && { reasonCode: 'not_found', reasonDetail: failure, reasonHint: 'Check the link.' }),
    })),
  );
  await em.insertMany(
    RejectedRow,
    rejected.map(({ cells, detail, code = 'invalid_url' }, index) => ({
      requestId: request.id,
      line: request.products.length + index + 2,
      seq: index + 1,
      afterRow: request.products.length,
      cells,
      code,
      detail,
      hint: 'Fix it.',
    })),
  );
}

function compressed(outputUrl: string) {
  return {
    sourceBytes: 1000,
    sourceFormat: 'jpeg',
    sourceWidth: 40,
    sourceHeight: 30,
    sourceSha256: 'a'.repeat(64),
    outputKey: new URL(outputUrl).pathname.slice(1),
    outputUrl,
    outputBytes: 400,
    outputContentType: 'image/jpeg',
    outputWidth: 40,
    outputHeight: 30,
    outputSha256: 'b'.repeat(64),
    quality: 50,
    keptOriginal: false,
  };
}
