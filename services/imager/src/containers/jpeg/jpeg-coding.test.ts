import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { compress } from '../../codec/compress.ts';
import { distance, FILES, LIMITS, RECIPE } from '../../codec/images.fixture.ts';

const SOF0 = Buffer.from('ffc0', 'hex');

/** A JPEG whose frame says that it is of another kind. */
async function jpegSaying(marker: number, precision = 8): Promise<Buffer> {
  const bytes = await FILES.jpeg();
  const at = bytes.indexOf(SOF0);
  bytes.writeUInt8(marker, at + 1);
  bytes.writeUInt8(precision, at + 4);
  return bytes;
}

it.each([
  [0xc3, 8, 'lossless JPEG'],
  [0xc3, 16, 'lossless JPEG'],
  [0xc1, 12, 'JPEG of 12 bits'],
  [0xc5, 8, 'hierarchical JPEG'],
  [0xcb, 8, 'lossless JPEG with arithmetic coding'],
  [0xf7, 8, 'JPEG-LS'],
])(
  'a sound JPEG that our decoder does not read is named: frame %s of %s bits',
  async (marker, precision, name) => {
    const work = compress(await jpegSaying(marker, precision), RECIPE, LIMITS);
    await expect(work).rejects.toMatchObject({
      code: 'unsupported_format',
      message: expect.stringContaining(name),
      hint: expect.stringContaining('ordinary JPEG'),
    });
  },
);

it.each(['arithmetic.jpg', 'arithmetic-progressive.jpg'])(
  'a JPEG with arithmetic coding, which browsers do not show, becomes one with Huffman codes: %s',
  async (name) => {
    const bytes = await readFile(new URL(`../../codec/cases/${name}`, import.meta.url));
    for (const quality of [50, 100]) {
      const { output } = await compress(bytes, { quality }, LIMITS);
      expect(output.keptOriginal).toBe(false);
      expect(output.bytes.length).toBeLessThanOrEqual(bytes.length);
      expect(output.bytes.includes('ffc9', 0, 'hex') || output.bytes.includes('ffca', 0, 'hex')).toBe(false);
      expect((await sharp(output.bytes).metadata()).format).toBe('jpeg');
      expect(await distance(bytes, output.bytes)).toBeLessThan(6);
    }
  },
);
