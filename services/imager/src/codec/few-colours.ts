import { type Opening, openPixels, type PixelFile } from './open-image.ts';

/** What a palette holds. */
const MOST_COLOURS = 256;

/** Enough to tell a drawing from a photograph. */
const SAMPLE_EDGE = 1024;

/** Whether an image has no more colours than a palette, as drawings and scanned text; judged by some of its pixels. */
export async function hasFewColours(file: PixelFile, opening: Opening): Promise<boolean> {
  const { data, info } = await openPixels(file, opening)
    .resize({
      width: SAMPLE_EDGE,
      height: SAMPLE_EDGE,
      fit: 'inside',
      withoutEnlargement: true,
      kernel: 'nearest',
    })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const colours = new Set<number>();
  for (let at = 0; at < data.length; at += info.channels) {
    colours.add(data.readUIntLE(at, info.channels));
    if (colours.size > MOST_COLOURS) return false;
  }
  return true;
}
