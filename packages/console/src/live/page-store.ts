/** A page of a list, and where the next one begins. */
export type Page<T> = { items: T[]; nextCursor: string | null };

type Options<T> = {
  load: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<T>>;
  pageSize: number;
  /** How many pages are held; those that are furthest from where the reader is go first. */
  pagesHeld: number;
  changed: () => void;
  failed: (error: unknown) => void;
};

/**
 * A list of any length, read page by page as the reader gets there. Where each page begins is remembered, its items are
 * let go of when the reader is far away: memory stays flat, however long the list is.
 */
export type PageStore<T> = {
  /** How many items are known to be there; there may be more. */
  length(): number;
  /** Whether the end is known. */
  complete(): boolean;
  /** The item at a place, or undefined while it is not held; then {@link want} loads it. */
  at(index: number): T | undefined;
  /** Says which places are looked at: what is missing there is loaded, and the page after it. */
  want(from: number, to: number): void;
  /** Replaces an item that is held. */
  update(isMeant: (item: T) => boolean, change: (item: T) => T): void;
  /** Loads everything that is looked at again; what is held is shown meanwhile. */
  refresh(): void;
  close(): void;
};

export function pageStore<T>({ load, pageSize, pagesHeld, changed, failed }: Options<T>): PageStore<T> {
  const closed = new AbortController();
  const held = new Map<number, T[]>();
  const stale = new Set<number>();
  const loading = new Set<number>();
  /** Where the pages begin that are known; the first begins at the beginning. */
  let begins: (string | undefined)[] = [undefined];
  let lastPageItems: number | null = null;
  let looked = { first: 0, last: 0 };
  let generation = 0;

  async function fetchPage(page: number): Promise<void> {
    if (loading.has(page) || page >= begins.length) return;
    loading.add(page);
    const asked = generation;
    try {
      const { items, nextCursor } = await load(begins[page], closed.signal);
      if (closed.signal.aborted) return;
      held.set(page, items);
      if (asked === generation) stale.delete(page);
      setNext(page, items.length, nextCursor);
      letGo();
    } catch (error) {
      if (!closed.signal.aborted) failed(error);
      return;
    } finally {
      loading.delete(page);
    }
    changed();
    lookOn();
  }

  /** Where the list has changed, what is known of the pages behind is not so any more. */
  function setNext(page: number, items: number, nextCursor: string | null): void {
    const isAsBefore = nextCursor !== null && begins[page + 1] === nextCursor;
    if (isAsBefore) return;
    begins = [...begins.slice(0, page + 1), ...(nextCursor === null ? [] : [nextCursor])];
    lastPageItems = nextCursor === null ? items : null;
    for (const behind of held.keys()) {
      // The next one stays to be seen until it is loaded again.
      if (behind === page + 1 && nextCursor !== null) stale.add(behind);
      else if (behind > page) held.delete(behind);
    }
  }

  function letGo(): void {
    const distance = (page: number) => Math.max(looked.first - page, page - looked.last, 0);
    const furthest = [...held.keys()].sort((a, b) => distance(b) - distance(a));
    for (const page of furthest.slice(0, Math.max(0, held.size - pagesHeld))) held.delete(page);
  }

  /** One after another: the place of a page is told by the one before it. */
  function lookOn(): void {
    for (let page = looked.first; page <= looked.last + 1; page += 1) {
      if (!held.has(page) || stale.has(page)) return void fetchPage(page);
    }
  }

  const known = () => begins.length - 1;
  return {
    length: () => known() * pageSize + (lastPageItems ?? held.get(known())?.length ?? 0),
    complete: () => lastPageItems !== null,
    at: (index) => held.get(Math.floor(index / pageSize))?.[index % pageSize],
    want(from, to) {
      looked = { first: Math.floor(from / pageSize), last: Math.floor(Math.max(from, to) / pageSize) };
      lookOn();
    },
    update(isMeant, change) {
      for (const [page, items] of held) {
        const index = items.findIndex(isMeant);
        const item = items[index];
        if (item === undefined) continue;
        held.set(page, items.with(index, change(item)));
        return;
      }
    },
    refresh() {
      generation += 1;
      for (const page of held.keys()) stale.add(page);
      lookOn();
    },
    close: () => closed.abort(),
  };
}
