import type { Recipe } from '@halftone/contracts';
import type { Sharp } from 'sharp';
import type { SourceImage } from './inspect.ts';
import type { CodecLimits } from './limits.ts';
import { decoderError, openPixels } from './open-image.ts';

/** The formats that are written: those that browsers show. */
export type OutputFormat = 'jpeg' | 'png' | 'webp' | 'avif' | 'gif';

export type EncodedImage = { bytes: Buffer; format: OutputFormat };

/**
 * Effort against size, from single runs on one drawn picture of 1600 × 1200 with grain, so an indication and no more:
 * WebP 2 took half the time of 4 for 1 % more bytes, PNG 3 a sixth of 7 for 9 % more. AVIF 2 took an eighth of 4 but gave
 * 2.7 times the bytes: there throughput is bought with size. GIF has no quality; what may differ between frames unnoticed
 * takes its place. Fewer colours would gain more, but after 256 sharp knows only 16, which anyone sees, and frames that
 * share a palette change their colours in a fade.
 */
const ENCODERS: Readonly<Record<OutputFormat, (image: Sharp, quality: number) => Sharp>> = {
  jpeg: (image, quality) => image.jpeg({ quality }),
  png: (image, quality) => image.png({ palette: true, quality, effort: 3 }),
  webp: (image, quality) => image.webp({ quality, effort: 2 }),
  avif: (image, quality) => image.avif({ quality, effort: 2, chromaSubsampling: '4:2:0' }),
  gif: (image, quality) =>
    image.gif({ interFrameMaxError: Math.round((100 - quality) * 0.16), keepDuplicateFrames: true }),
};

/** The widest and highest image that can be written; libjpeg stops short of the format's own 65535. */
const LONGEST_SIDE: Readonly<Record<OutputFormat, number>> = {
  jpeg: 65_500,
  png: 0x7fff_ffff,
  webp: 16_383,
  avif: 16_384,
  gif: 65_535,
};

/**
 * The image's own format; for TIFF, which browsers do not show, JPEG or, where it is transparent, WebP. What is too long
 * for that becomes a PNG.
 */
export function outputFormatOf({ format, hasAlpha, width, height }: SourceImage): OutputFormat {
  const replacement = hasAlpha ? 'webp' : 'jpeg';
  const wanted = format === 'tiff' ? replacement : format;
  return Math.max(width, height) <= LONGEST_SIDE[wanted] ? wanted : 'png';
}

/**
 * Decodes, turns upright, converts to sRGB by the embedded profile, and encodes without metadata.
 * @throws ImageError when the pixels cannot be decoded
 */
export async function encode(
  source: SourceImage,
  { quality }: Recipe,
  limits: CodecLimits,
): Promise<EncodedImage> {
  const { frames } = source;
  const format = outputFormatOf(source);
  const maxPixels = frames > 1 ? limits.maxAnimationPixels : limits.maxPixels;
  const pixels = openPixels(source, { frames, maxPixels, timeoutMs: limits.timeoutMs });
  // Frames lie below one another in one tall image, which must not be turned as a whole.
  const upright = frames > 1 ? pixels : pixels.autoOrient();
  try {
    // sharp converts to sRGB and drops metadata unless it is told otherwise. Of the formats only JPEG gains by grey.
    const toned = source.isGrey && format === 'jpeg' ? upright.toColourspace('b-w') : upright;
    return { bytes: await ENCODERS[format](toned, quality).toBuffer(), format };
  } catch (error) {
    throw decoderError(error, source);
  }
}
