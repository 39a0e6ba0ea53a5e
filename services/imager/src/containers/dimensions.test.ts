import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { PIXEL_FORMATS } from '../formats/formats.ts';
import { dimensionsOf } from './dimensions.ts';

const pixels = () => sharp({ create: { width: 321, height: 45, channels: 3, background: '#963' } });
const SIZE = { width: 321, height: 45 };

test.each([
  ['jpeg', () => pixels().jpeg()],
  ['jpeg', () => pixels().jpeg({ progressive: true }).withMetadata()],
  ['png', () => pixels().png()],
  ['gif', () => pixels().gif()],
  ['webp', () => pixels().webp()],
  ['webp', () => pixels().webp({ lossless: true })],
  ['webp', () => pixels().ensureAlpha(0.5).webp().withMetadata()],
  ['avif', () => pixels().avif({ effort: 0 })],
  ['tiff', () => pixels().tiff()],
] as const)('the size of a %s is read from its file', async (format, encode) => {
  expect(dimensionsOf(format, await encode().toBuffer())).toEqual(SIZE);
});

test('a JPEG whose frame stands behind a long profile says nothing before it', async () => {
  const shoe = await readFile(join(import.meta.dirname, '../../../../samples/images/shoe.jpg'));
  expect(dimensionsOf('jpeg', shoe.subarray(0, 16))).toBeUndefined();
  expect(dimensionsOf('jpeg', shoe.subarray(0, 4096))).toMatchObject({ width: expect.any(Number) });
});

test.each(PIXEL_FORMATS)(
  'a %s that ends at any byte, or has any byte in place of one, is read without an error',
  async (format) => {
    const whole = await pixels().toFormat(format).toBuffer();
    const head = whole.subarray(0, 400);
    for (let at = 0; at < head.length; at++) {
      dimensionsOf(format, head.subarray(0, at));
      const changed = Buffer.from(head);
      changed[at] = (at * 37) % 256;
      dimensionsOf(format, changed);
    }
  },
);
