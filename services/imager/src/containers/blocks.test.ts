import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { compress } from '../codec/compress.ts';
import { FILES, LIMITS, RECIPE } from '../codec/images.fixture.ts';
import type { PixelFormat } from '../formats/formats.ts';
import { CONTAINERS } from './containers.ts';
import { MAX_BLOCKS } from './parts.ts';

/** An empty block of each format, and where the first may stand in a file. */
const EMPTY: Readonly<
  Record<Exclude<PixelFormat, 'tiff'>, { place: (file: Buffer) => number; block: Buffer }>
> = {
  // Behind the colour table, whose size stands in the header.
  gif: { place: (file) => 13 + 3 * 2 ** ((file.readUInt8(10) & 7) + 1), block: Buffer.from('21fe00', 'hex') },
  png: { place: () => 33, block: Buffer.from('0000000074455874ffffffff', 'hex') },
  jpeg: { place: () => 2, block: Buffer.from('fffe0002', 'hex') },
  webp: { place: () => 12, block: Buffer.from('EXIF\0\0\0\0', 'latin1') },
  avif: { place: (file) => file.readUInt32BE(0), block: Buffer.from('\0\0\0\x08free', 'latin1') },
};
const FORMATS = Object.keys(EMPTY) as (keyof typeof EMPTY)[];

/** A file with so many empty blocks before its own. */
async function padded(format: keyof typeof EMPTY, count: number): Promise<Buffer> {
  const { place, block } = EMPTY[format];
  const file = await FILES[format]();
  const start = place(file);
  const bytes = Buffer.concat([
    file.subarray(0, start),
    Buffer.alloc(count * block.length, block),
    file.subarray(start),
  ]);
  if (format === 'webp') bytes.writeUInt32LE(bytes.length - 8, 4);
  return bytes;
}

/** A TIFF that says that its pixels lie in so many strips; all are the first two bytes of the file. */
function stripes(count: number): Buffer {
  const bytes = Buffer.alloc(8 + 2 + 12 + 4 + count * 2);
  bytes.write('II*\0\x08', 'latin1');
  bytes.writeUInt16LE(1, 8);
  bytes.writeUInt16LE(273, 10);
  bytes.writeUInt16LE(3, 12);
  bytes.writeUInt32LE(count, 14);
  bytes.writeUInt32LE(26, 18);
  return bytes;
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

describe('a file of countless blocks', () => {
  it.each(FORMATS)('is corrupt, before anything is decoded (%s)', async (format) => {
    await expect(compress(await padded(format, MAX_BLOCKS), RECIPE, LIMITS)).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining('blocks'),
    });
  });

  it('is corrupt, before anything is decoded (tiff)', async () => {
    await expect(compress(stripes(MAX_BLOCKS + 1), RECIPE, LIMITS)).rejects.toMatchObject({
      code: 'corrupt',
      message: expect.stringContaining('blocks'),
    });
  });

  it.each(FORMATS)('below the bound is read without an object for each (%s)', async (format) => {
    const bytes = await padded(format, MAX_BLOCKS - 10_000);
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    const structure = CONTAINERS[format](bytes);
    collectGarbage();
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(1_000_000);
    expect(structure.isComplete).toBe(true);
  });

  it.each(['gif', 'png', 'jpeg', 'webp'] as const)(
    'comes out as it was without them (%s)',
    async (format) => {
      const bytes = await padded(format, 1_000);
      const withoutMetadata = CONTAINERS[format](bytes).withMetadata?.(undefined);
      const original = await FILES[format]();
      expect(withoutMetadata?.toBuffer().equals(original)).toBe(true);
      expect(withoutMetadata?.size).toBe(original.length);
    },
  );
});
