import { crc32, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { compress } from './compress.ts';
import { animation, LIMITS, picture, RECIPE } from './images.fixture.ts';

const tooManyPixels = expect.objectContaining({ code: 'too_many_pixels' });

/** A small file that claims to be an image of 50 000 × 50 000 pixels. */
function bomb(): Buffer {
  const part = (type: string, content: Buffer) => {
    const bytes = Buffer.alloc(12 + content.length);
    bytes.writeUInt32BE(content.length, 0);
    bytes.write(type, 4, 'latin1');
    content.copy(bytes, 8);
    bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), 8 + content.length);
    return bytes;
  };
  const header = Buffer.from('0000c3500000c3500802000000', 'hex');
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    part('IHDR', header),
    part('IDAT', deflateSync(Buffer.alloc(5_000_000))),
    part('IEND', Buffer.alloc(0)),
  ]);
}

describe('an image beyond the limits', () => {
  it('is refused by its header, before anything is decoded', async () => {
    await expect(compress(bomb(), RECIPE, LIMITS)).rejects.toMatchObject({
      code: 'too_many_pixels',
      message: 'The image has 50000 × 50000 pixels; the limit is 20 megapixels.',
    });
  });

  it('has one pixel too many', async () => {
    const bytes = await picture(100, 100).png().toBuffer();
    await expect(compress(bytes, RECIPE, { ...LIMITS, maxPixels: 9_999 })).rejects.toEqual(tooManyPixels);
    await expect(compress(bytes, RECIPE, { ...LIMITS, maxPixels: 10_000 })).resolves.toBeDefined();
  });

  it.each(['gif', 'webp'] as const)('is a %s with too much in all its frames together', async (format) => {
    const bytes = await animation(format, ['red', 'green', 'blue'], [50, 50, 50], 0);
    const limits = { ...LIMITS, maxPixels: 3_000, maxAnimationPixels: 7_200 };
    await expect(compress(bytes, RECIPE, limits)).resolves.toBeDefined();
    await expect(compress(bytes, RECIPE, { ...limits, maxAnimationPixels: 7_199 })).rejects.toEqual(
      tooManyPixels,
    );
  });
});
