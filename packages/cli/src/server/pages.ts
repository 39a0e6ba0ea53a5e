/** The most that the server puts on a page. */
const PAGE = 200;

export type PagePlace = { cursor: string | undefined; limit: string };

/** What a list of the API holds, page by page, up to a limit; and, once it is read, whether there is more. */
export function pagesOf<T>(
  ask: (at: PagePlace) => Promise<{ items: T[]; nextCursor: string | null }>,
  limit: number,
): { items: AsyncIterable<T>; hasMore(): boolean } {
  let cursor: string | undefined;
  async function* items() {
    let left = limit;
    do {
      const page = await ask({ cursor, limit: String(Math.min(left, PAGE)) });
      const wanted = page.items.slice(0, left);
      yield* wanted;
      left -= wanted.length;
      cursor = page.nextCursor ?? undefined;
    } while (cursor && left > 0);
  }
  return { items: items(), hasMore: () => cursor !== undefined };
}
