import { PRODUCT_IMAGES, type ProductImage } from './product-images.ts';
import type { ReadModel } from './read-model.ts';

/** One product as the output CSV needs it. */
export type OutputRow = {
  row: number;
  serial: string;
  name: string;
  cells: string[];
  images: ProductImage[];
};

const PAGE_SIZE = 500;

/**
 * The products of a request in the order of the file, in constant memory.
 * Reads page by page, so that a slow reader holds no connection of the pool in between.
 */
export async function* streamOutputRows(
  readModel: ReadModel,
  requestId: string,
  pageSize = PAGE_SIZE,
): AsyncGenerator<OutputRow, void, undefined> {
  let page: OutputRow[];
  let last = 0;
  do {
    page = await readModel.em().execute<OutputRow[]>(
      `select p.row, p.serial, p.name, p.cells, ${PRODUCT_IMAGES} as images
       from products p where p.request_id = ? and p.row > ? order by p.row limit ?`,
      [requestId, last, pageSize],
    );
    yield* page;
    last = page.at(-1)?.row ?? last;
  } while (page.length === pageSize);
}
