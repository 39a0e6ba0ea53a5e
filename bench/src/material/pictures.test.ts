import sharp from 'sharp';
import { expect, test } from 'vitest';
import { drawPictures } from './pictures.ts';

const SIZE = { width: 160, height: 120 };

test.for(['jpeg', 'png', 'webp'] as const)('%s pictures have the size that was asked for', async (format) => {
  const pictures = await drawPictures(2, { ...SIZE, format });
  for (const { bytes, contentType } of pictures) {
    expect(await sharp(bytes).metadata()).toMatchObject({ ...SIZE, format });
    expect(contentType).toBe(`image/${format}`);
  }
});

test('pictures are the same at every run, and differ from one another', async () => {
  const draw = async () => (await drawPictures(3, { ...SIZE, format: 'jpeg' })).map(({ bytes }) => bytes);
  const [first, second] = [await draw(), await draw()];
  expect(first.map((bytes, index) => second[index]?.equals(bytes))).toEqual([true, true, true]);
  expect(new Set(first.map((bytes) => bytes.toString('base64'))).size).toBe(3);
});
