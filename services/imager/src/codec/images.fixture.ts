import sharp, { type Sharp } from 'sharp';

import { PIXEL_FORMATS, type PixelFormat } from '../formats/formats.ts';
import type { CodecLimits } from './limits.ts';
import { unblockLoaders } from './open-image.ts';

/** Images made for the tests. */

unblockLoaders(PIXEL_FORMATS);

export const LIMITS: CodecLimits = {
  formats: PIXEL_FORMATS,
  maxPixels: 20e6,
  maxAnimationPixels: 10e6,
  timeoutMs: 20_000,
};
export const RECIPE = { quality: 50 };

export const WIDTH = 240;
export const HEIGHT = 160;

/** A picture with smooth and busy parts, as photographs have; never the same in two corners. */
export function picture(width = WIDTH, height = HEIGHT): Sharp {
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      const grain = ((x * 7919 + y * 104729 + x * y * 31) % 61) - 30;
      pixels[at] = clamp((255 * x) / width + grain);
      pixels[at + 1] = clamp((255 * y) / height + grain / 2);
      pixels[at + 2] = clamp(128 + 100 * Math.sin((x + y) / 17) - grain);
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

const clamp = (value: number) => Math.max(0, Math.min(255, Math.round(value)));

/** One file of each format, large enough to be worth compressing. */
export const FILES: Readonly<Record<PixelFormat, () => Promise<Buffer>>> = {
  jpeg: () => picture().jpeg({ quality: 95 }).toBuffer(),
  png: () => picture().png().toBuffer(),
  webp: () => picture().webp({ quality: 95 }).toBuffer(),
  avif: () => picture().avif({ quality: 90, effort: 0 }).toBuffer(),
  gif: () => picture().gif().toBuffer(),
  tiff: () => picture().tiff({ compression: 'lzw' }).toBuffer(),
};

/** An animation of one colour a frame. */
export async function animation(format: 'gif' | 'webp', colours: string[], delay: number[], loop: number) {
  const frames = colours.map((background) =>
    sharp({ create: { width: 60, height: 40, channels: 3, background } })
      .png()
      .toBuffer(),
  );
  const joined = sharp(await Promise.all(frames), { join: { animated: true } });
  return joined.toFormat(format, { delay, loop, ...(format === 'webp' && { lossless: true }) }).toBuffer();
}

/** The colour at a place, as red, green, blue and alpha. */
export async function colourAt(bytes: Buffer, left: number, top: number, page = 0): Promise<number[]> {
  const { data } = await sharp(bytes, { page })
    .ensureAlpha()
    .extract({ left, top, width: 1, height: 1 })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return [...data];
}

/** How far two images are apart on average, from 0 to 255 in each channel. */
export async function distance(a: Buffer, b: Buffer): Promise<number> {
  const [left, right] = await Promise.all(
    [a, b].map((bytes) => sharp(bytes).removeAlpha().toColourspace('srgb').raw().toBuffer()),
  );
  if (!left || left.length !== right?.length) return Number.POSITIVE_INFINITY;
  return left.reduce((sum, value, index) => sum + Math.abs(value - (right[index] ?? 0)), 0) / left.length;
}
