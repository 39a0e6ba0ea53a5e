import type { Entry } from './entry.ts';

/** What was made here a moment ago: it stands in the index only once its event has been published, and read again. */
export type Recent = { get(key: string): Entry | undefined; note(key: string, entry: Entry): void };

/** A few seconds' worth; about 2 MB. */
const MAX_ENTRIES = 2_000;

export function createRecent(maxEntries = MAX_ENTRIES): Recent {
  const entries = new Map<string, Entry>();
  return {
    get: (key) => entries.get(key),
    note(key, entry) {
      entries.delete(key);
      entries.set(key, entry);
      const [oldest] = entries.keys();
      if (entries.size > maxEntries && oldest !== undefined) entries.delete(oldest);
    },
  };
}
