import { describe, expect, it } from 'vitest';
import { chooseQuality } from './choose-quality.ts';

/** A picture whose distance falls with the quality, by a factor of its own, and the qualities that were tried. */
function pictureOf(factor: number, slope = 1) {
  const tried: number[] = [];
  const distanceAt = async (quality: number) => {
    tried.push(quality);
    return factor * Math.exp((slope * (80 - quality)) / 45);
  };
  return { tried, distanceAt };
}

const from = { lowest: 25, highest: 96 };

describe('the lowest quality that looks as it should', () => {
  it('is found by two or three probes, and never by more than five', async () => {
    let probes = 0;
    const factors = Array.from({ length: 31 }, (_, index) => 14 + index / 2);
    for (const factor of factors) {
      const { tried, distanceAt } = pictureOf(factor, 1.2);
      const { distance } = await chooseQuality('jpeg', { ...from, most: 20 }, distanceAt);
      expect(distance).toBeLessThanOrEqual(20);
      expect(distance).toBeGreaterThan(17.5);
      expect(tried.length).toBeLessThanOrEqual(5);
      probes += tried.length;
    }
    expect(probes / factors.length).toBeLessThan(3);
  });

  it('is the lowest of all where nothing is seen of it', async () => {
    const { tried, distanceAt } = pictureOf(1);
    expect(await chooseQuality('webp', { ...from, most: 20 }, distanceAt)).toMatchObject({ quality: 25 });
    expect(tried.length).toBeLessThanOrEqual(5);
  });

  it('is the highest of all where none looks so', async () => {
    const { distanceAt } = pictureOf(500);
    expect(await chooseQuality('jpeg', { ...from, most: 11, highest: 90 }, distanceAt)).toMatchObject({
      quality: 90,
    });
  });

  it('does not mind a picture that is the same at every quality', async () => {
    expect(await chooseQuality('avif', { ...from, most: 20 }, async () => 0)).toMatchObject({
      quality: 25,
      distance: expect.any(Number),
    });
  });
});
