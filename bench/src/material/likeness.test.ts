import { expect, test } from 'vitest';
import { likeness } from './likeness.ts';

const [width, height] = [16, 16];
const source = Uint8Array.from({ length: 3 * width * height }, (_, at) => (at * 37) % 251);
const pixels = (data: Uint8Array) => ({ data, width, height });

test('a picture is like itself', () => {
  const { psnr, ssim } = likeness(pixels(source), pixels(source));
  expect(psnr).toBe(Number.POSITIVE_INFINITY);
  expect(ssim).toBeCloseTo(1);
});

test('an error of one in every sample is 48.13 dB', () => {
  const { psnr, ssim } = likeness(pixels(source), pixels(source.map((sample) => sample + 1)));
  expect(psnr).toBeCloseTo(20 * Math.log10(255), 5);
  expect(ssim).toBeGreaterThan(0.99);
});

test('what has nothing of the picture is not like it', () => {
  const { ssim } = likeness(pixels(source), pixels(new Uint8Array(source.length).fill(128)));
  expect(ssim).toBeLessThan(0.05);
});
