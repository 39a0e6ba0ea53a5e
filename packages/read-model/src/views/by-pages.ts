/**
 * Rows in constant memory: page by page, so that a slow reader holds no connection of the pool in between.
 * @param fetchPage gives the next `size` rows after the last one, undefined for the first page; fewer at the end
 */
export async function* byPages<T>(
  size: number,
  fetchPage: (last: T | undefined) => Promise<T[]>,
): AsyncGenerator<T, void, undefined> {
  let last: T | undefined;
  let page: T[];
  do {
    page = await fetchPage(last);
    yield* page;
    last = page.at(-1);
  } while (page.length === size);
}

/** Rows of a request that are read at once. */
export const PAGE_SIZE = 500;
