import { describe, expect, it } from 'vitest';
import { HEIGHT, picture, WIDTH } from '../images.fixture.ts';
import { highestWithin } from './highest-within.ts';

const PICTURE = { format: 'jpeg', pixels: 100_000 } as const;

/** An encoder of which only the size of the results is known, and the qualities it was asked for. */
function encoder(sizeAt: (quality: number) => number) {
  const asked: number[] = [];
  const encodeAt = async (quality: number) => {
    asked.push(quality);
    return { bytes: Buffer.alloc(sizeAt(quality)), quality };
  };
  return { asked, encodeAt };
}

describe('the highest quality within a size', () => {
  it.each(Array.from({ length: 100 }, (_, index) => index + 1))('is found when it is %s', async (quality) => {
    const { asked, encodeAt } = encoder((q) => 500 + q * 10);
    const found = await highestWithin({ ...PICTURE, maxBytes: 500 + quality * 10 + 9 }, encodeAt);
    expect(found).toMatchObject({ quality });
    expect(asked.length).toBeLessThanOrEqual(12);
    expect(new Set(asked).size).toBe(asked.length);
  });

  it.each(['jpeg', 'webp'] as const)('takes a %s four encodings at most on average', async (format) => {
    let encodings = 0;
    const encodeAt = async (quality: number) => {
      encodings += 1;
      const { length } = await picture().blur(1).toFormat(format, { quality }).toBuffer();
      return { bytes: Buffer.alloc(length), quality };
    };
    const limits = Array.from({ length: 16 }, (_, index) => 1_200 + index * 400);
    for (const maxBytes of limits) {
      const search = { format, pixels: WIDTH * HEIGHT, maxBytes };
      expect((await highestWithin(search, encodeAt)).bytes.length).toBeLessThanOrEqual(maxBytes);
    }
    expect(encodings / limits.length).toBeLessThanOrEqual(4);
  });

  it('is the lowest when every result is too large', async () => {
    const { asked, encodeAt } = encoder((q) => 500 + q);
    expect(await highestWithin({ ...PICTURE, maxBytes: 100 }, encodeAt)).toMatchObject({ quality: 1 });
    expect(asked.length).toBeLessThanOrEqual(12);
  });

  it('is of the smallest result when lower qualities are larger', async () => {
    const { asked, encodeAt } = encoder((q) => 1_000 - q);
    const { quality } = await highestWithin({ ...PICTURE, maxBytes: 100 }, encodeAt);
    expect(quality).toBe(Math.max(...asked));
  });

  it('stays between two qualities', async () => {
    const { asked, encodeAt } = encoder((q) => q * 100);
    const search = { ...PICTURE, maxBytes: 9_000, lowest: 40, highest: 60 };
    expect(await highestWithin(search, encodeAt)).toMatchObject({ quality: 60 });
    expect(await highestWithin({ ...search, maxBytes: 1_000 }, encodeAt)).toMatchObject({ quality: 40 });
    expect(Math.min(...asked)).toBe(40);
  });
});
