import type { ReadModel } from '../tables/read-model.ts';
import { type ProductImage, productImages } from './product-images.ts';

export type ProductStatus = 'pending' | 'processing' | 'completed';

/** One product with its images in the order of its row. */
export type ProductView = {
  id: number;
  requestId: string;
  /** Whose request it belongs to; null until its acceptance is known. */
  tenant: string | null;
  row: number;
  serial: string;
  name: string;
  cells: string[];
  status: ProductStatus;
  images: ProductImage[];
};

export type ProductRow = Omit<ProductView, 'id' | 'status'> & { id: string };

/** Products `p` with their requests `r`. */
export const productsIn = (schema: string) => `
  select p.id, p.request_id as "requestId", r.tenant, p.row, p.serial, p.name, p.cells, ${productImages(schema)} as images
  from ${schema}.products p join ${schema}.requests r on r.id = p.request_id`;

const LARGEST_ID = 2n ** 63n - 1n;

/** A product by its integer id, or null when there is none. */
export async function findProduct(readModel: ReadModel, id: number | bigint): Promise<ProductView | null> {
  if (BigInt(id) > LARGEST_ID) return null;
  // An id can belong to two products only if the log was lost and started again; the later request is meant then.
  const [product] = await readModel
    .em()
    .execute<ProductRow[]>(
      `${productsIn(readModel.schema)} where p.id = ? order by r.updated_at desc limit 1`,
      [id],
    );
  return product ? productView(product) : null;
}

export function productView(product: ProductRow): ProductView {
  return { ...product, id: Number(product.id), status: productStatusOf(product.images) };
}

/** A product is completed when all its images have ended, well or not, and pending when none has. */
export function productStatusOf(images: readonly ProductImage[]): ProductStatus {
  const ended = images.filter(({ outputUrl, reason }) => outputUrl !== null || reason !== null).length;
  if (ended === images.length) return 'completed';
  return ended === 0 ? 'pending' : 'processing';
}
