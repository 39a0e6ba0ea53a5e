import type { CatalogueLayout, Columns } from '@halftone/contracts';
import { splitUrls } from '../cells/image-urls.ts';
import { isImageAddress } from '../columns/sample.ts';
import { columnsNamed, headingsOf } from '../systems/headings.ts';
import { isOutputsHeading } from '../systems/plain-headings.ts';
import { SYSTEMS } from '../systems/systems.ts';

/** A column with image URLs that were not taken: its heading, and how many. */
export type IgnoredImageColumn = { column: string; urls: number };

/**
 * Counts the image URLs in columns that are not read as images, so that nobody loses them unseen. Only cells that begin
 * like an address are looked at.
 */
export function ignoredImages({ header, serial, name }: Columns, { images, system }: CatalogueLayout) {
  const others = SYSTEMS.find(({ id }) => id === system)?.otherImages ?? [];
  const used = new Set([serial, name, ...images, ...columnsNamed(headingsOf(header), others)]);
  const candidates = header.flatMap((heading, column) =>
    used.has(column) || isOutputsHeading(heading) ? [] : [column],
  );
  const counts = new Map<number, number>();
  return {
    look(cells: readonly string[]): void {
      for (const column of candidates) {
        const cell = cells[column];
        if (cell === undefined || !/^[\s"'[{=<]*(?:https?:)?\/\//i.test(cell) || !isImageAddress(cell))
          continue;
        counts.set(column, (counts.get(column) ?? 0) + imageAddressesIn(cell).length);
      }
    },
    found(): IgnoredImageColumn[] {
      return [...counts]
        .sort(([a], [b]) => a - b)
        .map(([column, urls]) => ({ column: (header[column] ?? '').trim(), urls }));
    },
  };
}

/** The URLs in a cell that end like images. */
export const imageAddressesIn = (cell: string): string[] => splitUrls(cell).filter(isImageAddress);
