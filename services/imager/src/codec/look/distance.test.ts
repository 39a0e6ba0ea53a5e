import { describe, expect, it } from 'vitest';
import { picture } from '../images.fixture.ts';
import { measureFrom } from './distance.ts';
import type { Pixels } from './planes.ts';
import { sampleOf } from './sample.ts';

async function pixelsOf(image: ReturnType<typeof picture>): Promise<Pixels> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

describe('the distance', () => {
  it('of a picture from itself is nothing', async () => {
    const pixels = await pixelsOf(picture());
    expect(measureFrom(sampleOf(pixels)).distanceTo(pixels)).toBe(0);
  });

  it('grows with what is done to a picture', async () => {
    const { distanceTo } = measureFrom(sampleOf(await pixelsOf(picture())));
    const blurred = await Promise.all([0.6, 0.9, 2].map((sigma) => pixelsOf(picture().blur(sigma))));
    const distances = blurred.map(distanceTo);
    expect(distances).toEqual(distances.toSorted((a, b) => a - b));
    expect(distances[0]).toBeGreaterThan(1);
  });

  it('counts colours that have changed, although nothing else has', async () => {
    const { distanceTo } = measureFrom(sampleOf(await pixelsOf(picture())));
    expect(distanceTo(await pixelsOf(picture().modulate({ hue: 60 })))).toBeGreaterThan(10);
  });

  it('of half the colours is nothing in a grey picture', async () => {
    const grey = await pixelsOf(picture().toColourspace('b-w'));
    expect(measureFrom(sampleOf(grey)).ofHalfChroma()).toBeCloseTo(0);
    expect(measureFrom(sampleOf(await pixelsOf(picture()))).ofHalfChroma()).toBeGreaterThan(1);
  });

  it('of a sample is nearly that of the picture', async () => {
    const [source, result] = await Promise.all(
      [picture(900, 700), picture(900, 700).blur(0.6)].map(pixelsOf),
    );
    if (!source || !result) throw new Error('There are two.');
    const whole = measureFrom({ ...source, tile: 900 }).distanceTo(result);
    const sample = measureFrom(sampleOf(source)).distanceTo(sampleOf(result));
    expect(sample / whole).toBeGreaterThan(0.85);
    expect(sample / whole).toBeLessThan(1.15);
  });

  it.each([
    [1, 1],
    [7, 3000],
    [3000, 5],
    [100, 4000],
  ])('is of a sample of bounded size: %i × %i', async (width, height) => {
    const pixels = await pixelsOf(picture(width, height));
    const sample = sampleOf(pixels);
    expect(sample.width * sample.height).toBeLessThan(300_000);
    expect(measureFrom(sample).distanceTo(sample)).toBe(0);
  });
});
