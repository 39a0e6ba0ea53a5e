import { readFile } from 'node:fs/promises';
import { compress } from './compress.ts';
import { RECIPE } from './images.fixture.ts';

/**
 * Compresses an image, which nothing in this process has done before.
 * `node decoded-bytes.fixture.ts <file>` prints the bytes that were reserved for it, and by how many the process grew.
 */
const { maxRSS: before } = process.resourceUsage();
const LIMITS = { maxPixels: 20e6, maxAnimationPixels: 20e6, timeoutMs: 20_000 };
let reserved = 0;
await compress(await readFile(process.argv[2] ?? ''), RECIPE, LIMITS, async (bytes) => {
  reserved = bytes;
});
process.stdout.write(JSON.stringify({ reserved, grown: (process.resourceUsage().maxRSS - before) * 1024 }));
