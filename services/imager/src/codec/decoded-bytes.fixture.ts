import { readFile } from 'node:fs/promises';
import { PIXEL_FORMATS } from '../formats/formats.ts';
import { compress } from './compress.ts';
import { RECIPE } from './images.fixture.ts';
import { unblockLoaders } from './open-image.ts';

/**
 * Compresses an image, which nothing in this process has done before.
 * `node decoded-bytes.fixture.ts <file> <recipe as JSON>` prints the bytes that were reserved for it, and by how many the process grew.
 */
const { maxRSS: before } = process.resourceUsage();
unblockLoaders(PIXEL_FORMATS);
const LIMITS = { formats: PIXEL_FORMATS, maxPixels: 20e6, maxAnimationPixels: 20e6, timeoutMs: 20_000 };
const recipe = JSON.parse(process.argv[3] ?? '{}');
let reserved = 0;
await compress(await readFile(process.argv[2] ?? ''), { ...RECIPE, ...recipe }, LIMITS, async (bytes) => {
  reserved = bytes;
});
process.stdout.write(JSON.stringify({ reserved, grown: (process.resourceUsage().maxRSS - before) * 1024 }));
