import { type Opening, openPixels, type PixelFile } from '../open-image.ts';

/** What a palette holds. */
const MOST_COLOURS = 256;

/**
 * How many colours an image has, of which drawings and scanned text have no more than a palette.
 * @returns undefined when there are more
 */
export async function countFewColours(file: PixelFile, opening: Opening): Promise<number | undefined> {
  const { data, info } = await openPixels(file, opening)
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const colours = new Set<number>();
  for (let at = 0; at < data.length; at += info.channels) {
    colours.add(data.readUIntLE(at, info.channels));
    if (colours.size > MOST_COLOURS) return undefined;
  }
  return colours.size;
}
