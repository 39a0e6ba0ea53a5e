import { describe, expect, it } from 'vitest';
import { highestWithin } from './target-ratio.ts';

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
    const { asked, encodeAt } = encoder((q) => q * 10);
    expect(await highestWithin(quality * 10 + 9, encodeAt)).toMatchObject({ quality });
    expect(asked.length).toBeLessThanOrEqual(7);
    expect(new Set(asked).size).toBe(asked.length);
  });

  it('is the lowest when every result is too large', async () => {
    const { asked, encodeAt } = encoder((q) => 500 + q);
    expect(await highestWithin(100, encodeAt)).toMatchObject({ quality: 1 });
    expect(asked.length).toBeLessThanOrEqual(7);
  });

  it('is of the smallest result when lower qualities are larger', async () => {
    const { encodeAt } = encoder((q) => 1_000 - q);
    expect(await highestWithin(100, encodeAt)).toMatchObject({ quality: 50 });
  });
});
