import { execFile } from 'node:child_process';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp, { type Sharp } from 'sharp';
import { expect, it } from 'vitest';
import { compress } from './compress.ts';
import { FILES, LIMITS, RECIPE } from './images.fixture.ts';

const SCRIPT = join(import.meta.dirname, 'decoded-bytes.fixture.ts');
/** What the first image of a process takes besides, whatever its size. */
const FIRST_IMAGE_BYTES = 24 * 1024 * 1024;

const large = (background = '#8899aa') =>
  sharp({ create: { width: 3000, height: 3000, channels: background.length === 9 ? 4 : 3, background } });

it.each<[string, () => Sharp]>([
  ['AVIF', () => large().avif({ effort: 0 })],
  ['transparent AVIF', () => large('#8899aa77').avif({ effort: 0 })],
  ['progressive JPEG', () => large().jpeg({ progressive: true, chromaSubsampling: '4:4:4' })],
  ['interlaced PNG of 16 bits', () => large('#8899aa77').toColourspace('rgb16').png({ progressive: true })],
  ['lossless WebP', () => large('#8899aa77').webp({ lossless: true, effort: 0 })],
  ['GIF', () => large().gif({ effort: 1 })],
  ['transparent TIFF', () => large('#8899aa77').tiff({ compression: 'lzw' })],
])('a small file of many pixels takes no more memory than is reserved for it (%s)', async (_what, make) => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'halftone-'));
  const file = join(folder.path, 'image');
  await writeFile(file, await make().toBuffer());
  const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, file]);
  const { reserved, grown } = JSON.parse(stdout);
  expect(reserved).toBeGreaterThan(9e6);
  expect(grown).toBeLessThan(reserved + FIRST_IMAGE_BYTES);
});

it('the memory is reserved before a pixel is decoded', async () => {
  const bytes = (await FILES.avif()).subarray(0, -1000);
  const reserve = async () => {
    throw new Error('no memory');
  };
  await expect(compress(bytes, RECIPE, LIMITS, reserve)).rejects.toThrow('no memory');
});
