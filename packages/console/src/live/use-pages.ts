import { useEffect, useMemo, useState } from 'preact/hooks';
import { type Page, type PageStore, pageStore } from './page-store.ts';

const PAGE_SIZE = 100;
const PAGES_HELD = 12;

export type Pages<T> = { store: PageStore<T>; error: unknown; loaded: boolean };

/** A list that is read page by page; another list when what it depends on changes. */
export function usePages<T>(
  load: (query: { cursor?: string; limit: number }, signal: AbortSignal) => Promise<Page<T>>,
  inputs: readonly unknown[],
): Pages<T> {
  const [, setTurn] = useState(0);
  const [error, setError] = useState<unknown>(null);
  const store = useMemo(() => {
    setError(null);
    return pageStore<T>({
      load: (cursor, signal) => load({ limit: PAGE_SIZE, ...(cursor !== undefined && { cursor }) }, signal),
      pageSize: PAGE_SIZE,
      pagesHeld: PAGES_HELD,
      changed: () => {
        setError(null);
        setTurn((turn) => turn + 1);
      },
      failed: setError,
    });
  }, inputs);
  useEffect(() => {
    store.want(0, 0);
    return () => store.close();
  }, [store]);
  return { store, error, loaded: store.complete() || store.length() > 0 };
}
