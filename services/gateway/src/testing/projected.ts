import type { EventData } from '@halftone/contracts';
import { Image, Product, type ReadModel, Request } from '@halftone/read-model';

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

export type ProjectedImage = { url: string; outputUrl?: string; failure?: string };
export type ProjectedProduct = { id: number; name: string; images: ProjectedImage[] };

/** Writes a request into the read model as the tracker leaves it. */
export async function project(
  readModel: ReadModel,
  request: { id: string; completed: boolean; products: ProjectedProduct[] },
): Promise<void> {
  const images = request.products.flatMap((product) => product.images);
  const em = readModel.em();
  await em.insert(Request, {
    id: request.id,
    tenant: 'public',
    filename: upload.filename,
    upload,
    acceptedAt: ACCEPTED_AT,
    updatedAt: UPDATED_AT,
    totalProducts: request.products.length,
    totalImages: images.length,
    productsListed: request.products.length,
    imagesCompressed: images.filter(({ outputUrl }) => outputUrl).length,
    imagesFailed: images.filter(({ failure }) => failure).length,
    ...(request.completed && { completedAt: UPDATED_AT, outcome: 'partial' }),
  });
  await em.insertMany(
    Product,
    request.products.map(({ id, name, images }, index) => ({
      requestId: request.id,
      row: index + 1,
      id,
      serial: String(index + 1),
      name,
      cells: [String(index + 1), name, images.map(({ url }) => url).join(','), 'red'],
      images: images.map(({ url }) => ({ url, imageId: url })),
    })),
  );
  await em.insertMany(
    Image,
    images.map(({ url, outputUrl, failure }) => ({
      requestId: request.id,
      imageId: url,
      url,
      state: outputUrl ? 'compressed' : failure ? 'failed' : 'requested',
      outputUrl,
      ...(failure && { reasonCode: 'not_found', reasonDetail: failure, reasonHint: 'Check the link.' }),
    })),
  );
}
