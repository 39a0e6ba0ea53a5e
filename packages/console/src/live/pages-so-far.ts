import type { Page } from './page-store.ts';

const PAGE = 50;

export type SoFar<T> = { items: T[]; more: boolean };

/**
 * The first pages of a list at once, read again from its beginning: for lists that change, and of which a reader seldom wants
 * more than a few pages.
 */
export async function loadPages<T>(
  pages: number,
  load: (query: { limit: number; cursor?: string }) => Promise<Page<T>>,
): Promise<SoFar<T>> {
  const items: T[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < pages; page += 1) {
    const answer: Page<T> = await load({ limit: PAGE, ...(cursor !== null && { cursor }) });
    items.push(...answer.items);
    cursor = answer.nextCursor;
    if (cursor === null) break;
  }
  return { items, more: cursor !== null };
}
