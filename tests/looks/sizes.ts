import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compress } from '../../services/imager/src/codec/compress.ts';
import type { CodecLimits } from '../../services/imager/src/codec/limits.ts';
import { ImageError } from '../../services/imager/src/formats/image-error.ts';

const FORMATS = ['jpeg', 'webp', 'avif'] as const;
const MOST_BYTES = [2_000, 5_000, 20_000] as const;
/** Small enough that AVIF is done with hundreds of them in a minute or two. */
const MAX_WIDTH = 320;

/** What became of the pictures under each limit. */
export type SizeCheck = {
  outputs: number;
  tooLarge: string[];
  scaled: number;
  refused: number;
  filled: number;
};

/** Compresses each picture in each format under each limit, with leave to scale it and without. */
export async function checkSizes(folder: string, limits: CodecLimits): Promise<SizeCheck> {
  const check: SizeCheck = { outputs: 0, tooLarge: [], scaled: 0, refused: 0, filled: 0 };
  for (const name of (await readdir(folder)).sort()) {
    const picture = await readFile(join(folder, name));
    for (const format of FORMATS) {
      for (const maxBytes of MOST_BYTES) {
        const recipe = { quality: 50, format, maxBytes, maxWidth: MAX_WIDTH, mayScale: maxBytes !== 5_000 };
        const output = await outputOf(picture, recipe, limits);
        check.outputs += 1;
        if (!output) check.refused += 1;
        else if (output.bytes.length > maxBytes) check.tooLarge.push(`${name} as ${format}`);
        else check.filled += output.bytes.length / maxBytes;
        if (output && output.width < MAX_WIDTH) check.scaled += 1;
      }
    }
  }
  check.filled /= Math.max(1, check.outputs - check.refused);
  return check;
}

async function outputOf(picture: Buffer, recipe: Parameters<typeof compress>[1], limits: CodecLimits) {
  try {
    return (await compress(picture, recipe, limits)).output;
  } catch (error) {
    if (error instanceof ImageError && error.code === 'cannot_fit') return undefined;
    throw error;
  }
}
