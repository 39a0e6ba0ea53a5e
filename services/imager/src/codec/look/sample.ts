import type { Pixels } from './planes.ts';

/** What is measured of a picture: all of a small one, of a larger one squares from all over it, beside one another. */
export type Sample = Pixels & {
  /** The side of the squares. */
  tile: number;
};

/** A multiple of the blocks of every codec's transform, so that the squares are coded nearly as they are in the picture. */
const TILE = 96;
const ALIGNED_TO = 16;

/** Enough for the distance of most pictures to come out within a tenth, and a fraction of the time that a megapixel takes. */
const MOST_TILES = 9;

/** @param pixels of the picture in the size in which it is written */
export function sampleOf(pixels: Pixels): Sample {
  const { width, height } = pixels;
  if (width * height <= MOST_TILES * TILE * TILE * 1.25 || Math.min(width, height) < TILE)
    return whole(pixels);
  const across = Math.max(1, Math.round(Math.sqrt((MOST_TILES * width) / height)));
  const columns = Math.min(across, MOST_TILES, Math.floor(width / TILE));
  const rows = Math.max(1, Math.min(Math.floor(MOST_TILES / columns), Math.floor(height / TILE)));
  return sheetOf(pixels, columns, rows);
}

/** One that is long and narrow is not cut up: no more of it is measured than of others, from its middle. */
function whole({ data, width, height, channels }: Pixels): Sample {
  const most = Math.max(TILE, Math.floor((2 * MOST_TILES * TILE * TILE) / Math.min(width, height)));
  const [left, top] = [Math.max(0, width - most) >> 1, Math.max(0, height - most) >> 1];
  const [w, h] = [Math.min(width, most), Math.min(height, most)];
  if (w === width && h === height) return { data, width, height, channels, tile: Math.max(w, h) };
  const sample = {
    data: Buffer.alloc(w * h * channels),
    width: w,
    height: h,
    channels,
    tile: Math.max(w, h),
  };
  copy({ data, width, height, channels }, { left, top, width: w, height: h }, sample, { left: 0, top: 0 });
  return sample;
}

function sheetOf(pixels: Pixels, columns: number, rows: number): Sample {
  const { width, height, channels } = pixels;
  const sheet = { width: columns * TILE, height: rows * TILE, channels, tile: TILE };
  const sample = { ...sheet, data: Buffer.alloc(sheet.width * sheet.height * channels) };
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const left = placeOf(column, columns, width);
      const top = placeOf(row, rows, height);
      const to = { left: column * TILE, top: row * TILE };
      copy(pixels, { left, top, width: TILE, height: TILE }, sample, to);
    }
  }
  return sample;
}

/** In the middle of its share of the side. */
function placeOf(index: number, count: number, side: number): number {
  const middle = ((index + 0.5) * side) / count - TILE / 2;
  const aligned = Math.round(middle / ALIGNED_TO) * ALIGNED_TO;
  return Math.max(0, Math.min(side - TILE, aligned));
}

type Place = { left: number; top: number };

function copy(
  from: Pixels,
  { left, top, width, height }: Place & { width: number; height: number },
  to: Pixels,
  at: Place,
) {
  for (let line = 0; line < height; line += 1) {
    const start = ((top + line) * from.width + left) * from.channels;
    const target = ((at.top + line) * to.width + at.left) * to.channels;
    to.data.set(from.data.subarray(start, start + width * from.channels), target);
  }
}
