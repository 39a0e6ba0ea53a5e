import { execFile } from 'node:child_process';
import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Recipe } from '@halftone/contracts';
import sharp, { type Sharp } from 'sharp';
import { expect, it } from 'vitest';
import { withChunks } from '../containers/png/png-chunks.ts';
import { compress } from './compress.ts';
import { FILES, LIMITS, RECIPE } from './images.fixture.ts';
import { colourChunks } from './png.fixture.ts';

const SCRIPT = join(import.meta.dirname, 'decoded-bytes.fixture.ts');
/** What the first image of a process takes besides, whatever its size. */
const FIRST_IMAGE_BYTES = 24 * 1024 * 1024;

const large = (background = '#8899aa') =>
  sharp({ create: { width: 3000, height: 3000, channels: background.length === 9 ? 4 : 3, background } });

/** The same numbers as PQ in the primaries of BT.2020. */
function asHdr(bytes: Buffer): Buffer {
  const nclx = bytes.indexOf('colrnclx');
  if (nclx < 0) return withChunks(bytes, colourChunks('cICP 9/16'));
  bytes.writeUInt16BE(9, nclx + 8);
  bytes.writeUInt16BE(16, nclx + 10);
  return bytes;
}

it.each<[string, () => Sharp, Partial<Recipe>?, ((bytes: Buffer) => Buffer)?]>([
  ['AVIF', () => large().avif({ effort: 0 })],
  ['transparent AVIF', () => large('#8899aa77').avif({ effort: 0 })],
  ['progressive JPEG', () => large().jpeg({ progressive: true, chromaSubsampling: '4:4:4' })],
  ['interlaced PNG of 16 bits', () => large('#8899aa77').toColourspace('rgb16').png({ progressive: true })],
  ['lossless WebP', () => large('#8899aa77').webp({ lossless: true, effort: 0 })],
  ['GIF', () => large().gif({ effort: 1 })],
  ['transparent TIFF', () => large('#8899aa77').tiff({ compression: 'lzw' })],
  ['PNG made into an AVIF', () => large('#8899aa77').png(), { format: 'avif', effort: 'fast' }],
  ['PNG of 16 bits to be of a size', () => large().toColourspace('rgb16').png(), { targetRatio: 0.5 }],
  [
    'PNG of 16 bits whose colours are converted',
    () => large('#8899aa77').toColourspace('rgb16').png(),
    {},
    asHdr,
  ],
  [
    'AVIF whose colours are converted',
    () => large().avif({ lossless: true, effort: 0 }),
    { keepMetadata: true },
    asHdr,
  ],
  ['JPEG to be a WebP of a size', () => large().jpeg(), { format: 'webp', targetRatio: 0.5 }],
])(
  'a small file of many pixels takes no more memory than is reserved for it (%s)',
  async (_what, make, recipe = {}, change = (bytes) => bytes) => {
    await using folder = await mkdtempDisposable(join(tmpdir(), 'halftone-'));
    const file = join(folder.path, 'image');
    await writeFile(file, change(await make().toBuffer()));
    const { stdout } = await promisify(execFile)(process.execPath, [SCRIPT, file, JSON.stringify(recipe)]);
    const { reserved, grown } = JSON.parse(stdout);
    expect(reserved).toBeGreaterThan(9e6);
    expect(grown).toBeLessThan(reserved + FIRST_IMAGE_BYTES);
  },
);

it('the memory is reserved before a pixel is decoded', async () => {
  const bytes = (await FILES.avif()).subarray(0, -1000);
  const reserve = async () => {
    throw new Error('no memory');
  };
  await expect(compress(bytes, RECIPE, LIMITS, reserve)).rejects.toThrow('no memory');
});
