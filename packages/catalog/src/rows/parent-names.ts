import type { RowRules } from './product-row.ts';

/** Parents stand near their variants; this many are remembered, so that memory stays flat. */
const REMEMBERED = 10_000;

/**
 * Names for rows that have none: the parent's name where the row names a parent that came before it, else the first of
 * the layout's fallbacks that is filled.
 */
export function parentNames({ layout }: RowRules) {
  const { parent, nameFallbacks } = layout;
  const names = new Map<string, string>();

  const remember = (cells: string[], name: string) => {
    for (const column of parent?.keys ?? []) {
      const key = cells[column]?.trim();
      if (!key) continue;
      names.delete(key);
      names.set(key, name);
    }
    while (names.size > REMEMBERED) names.delete(names.keys().next().value ?? '');
  };

  return {
    /** The name of a row, which is remembered for its variants; empty where nothing names it. */
    nameOf(cells: string[], name: string): string {
      if (name !== '') {
        if (parent) remember(cells, name);
        return name;
      }
      // WooCommerce writes id:11 for a parent without a SKU.
      const key = parent && cells[parent.column]?.trim().replace(/^id:(?=\d+$)/, '');
      const inherited = key ? names.get(key) : undefined;
      if (inherited !== undefined) return inherited;
      const fallback = nameFallbacks.find((column) => cells[column]?.trim());
      return fallback === undefined ? '' : (cells[fallback] ?? '').trim();
    },
  };
}
