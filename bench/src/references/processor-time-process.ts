import type { Recipe } from '@halftone/contracts';
import { requantize } from '@halftone/requantizer';
import sharp from 'sharp';
import { compress } from '../../../services/imager/src/codec/compress.ts';
import type { CodecLimits } from '../../../services/imager/src/codec/limits.ts';
import { unblockLoaders } from '../../../services/imager/src/codec/open-image.ts';
import { PIXEL_FORMATS } from '../../../services/imager/src/formats/formats.ts';
import type { ProcessorTimeTask, Way } from './processor-time.ts';

sharp.concurrency(1);
sharp.cache(false);

unblockLoaders(PIXEL_FORMATS);

const LIMITS: CodecLimits = {
  formats: PIXEL_FORMATS,
  maxPixels: 50e6,
  maxAnimationPixels: 50e6,
  timeoutMs: 60_000,
};

const WAYS: Readonly<Record<Way, (picture: Buffer, recipe: Recipe) => unknown>> = {
  requantized,
  imager: (picture, recipe) => compress(picture, recipe, LIMITS),
  reencoded: (picture) => sharp(picture).jpeg({ quality: 50 }).toBuffer(),
};

process.on('message', async ({ way, pictures, count, recipe }: ProcessorTimeTask) => {
  const before = process.cpuUsage();
  for (let index = 0; index < count; index++)
    await WAYS[way](pictures[index % pictures.length] ?? Buffer.of(), recipe);
  const { user, system } = process.cpuUsage(before);
  process.send?.((user + system) / 1000 / count);
});

/** Nothing is measured of a file that is declined. */
function requantized(picture: Buffer): void {
  const result = requantize(picture, { quality: 50 });
  if ('declined' in result) throw new Error(`A picture of the bench is declined: ${result.declined}`);
}
