import { ImageError } from '../../formats/image-error.ts';
import type { Items } from './items.ts';

/** Tiles reach beyond the edges of their image: those of a small one by some megapixels, else by less than its size. */
const MARGIN_PIXELS = 4e6;
const MARGIN_FACTOR = 4;

/**
 * An image may be put together from others, which libheif decodes before it notices that they are far more than the image
 * says it has.
 * @throws ImageError when it is so
 */
export function checkTiles(bytes: Buffer, items: Items): void {
  const areaOf = (id: number) => {
    const areas = items
      .properties(id)
      .filter(({ type }) => type === 'ispe')
      .map(({ start }) => bytes.readUInt32BE(start + 4) * bytes.readUInt32BE(start + 8));
    return Math.max(0, ...areas);
  };
  for (const { type, from, to } of items.references) {
    if (type !== 'dimg') continue;
    const tiles = to.reduce((sum, id) => sum + areaOf(id), 0);
    if (tiles <= MARGIN_FACTOR * areaOf(from) + MARGIN_PIXELS) continue;
    throw new ImageError('corrupt', 'The AVIF image is put together from more pixels than it says it has.');
  }
}
