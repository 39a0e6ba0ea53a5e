import type { Sharp } from 'sharp';
import type { OutputFormat } from '../formats/formats.ts';
import { EFFORTS, type Effort } from './effort.ts';
import type { CodecLimits } from './limits.ts';
import { decoderError, openPixels, type PixelFile } from './open-image.ts';
import type { Plan } from './plan.ts';
import { prepare } from './prepare.ts';
import type { SourceImage } from './source-image.ts';
import { highestWithin } from './target-ratio.ts';

/** With its dimensions, and the quality at which it was encoded. */
export type EncodedImage = {
  bytes: Buffer;
  format: OutputFormat;
  width: number;
  height: number;
  quality: number;
};

/**
 * GIF has no quality; what may differ between frames unnoticed takes its place. Fewer colours would gain more, but after
 * 256 sharp knows only 16, which anyone sees, and frames that share a palette change their colours in a fade.
 */
const ENCODERS: Readonly<Record<OutputFormat, (image: Sharp, quality: number, effort: Effort) => Sharp>> = {
  jpeg: (image, quality, effort) => image.jpeg({ quality, ...EFFORTS.jpeg[effort] }),
  png: (image, quality, effort) => image.png({ palette: true, quality, ...EFFORTS.png[effort] }),
  webp: (image, quality, effort) => image.webp({ quality, ...EFFORTS.webp[effort] }),
  avif: (image, quality, effort) =>
    image.avif({ quality, chromaSubsampling: '4:2:0', ...EFFORTS.avif[effort] }),
  gif: (image, quality, effort) =>
    image.gif({
      interFrameMaxError: Math.round((100 - quality) * 0.16),
      keepDuplicateFrames: true,
      ...EFFORTS.gif[effort],
    }),
};

/**
 * Decodes, prepares and encodes: once at a quality, or in search of the one that gives the size.
 * @throws ImageError when the pixels cannot be decoded
 */
export async function encode(source: SourceImage, plan: Plan, limits: CodecLimits): Promise<EncodedImage> {
  const { format, effort, frames, quality, maxBytes } = plan;
  const maxPixels = frames > 1 ? limits.maxAnimationPixels : limits.maxPixels;
  const deadline = performance.now() + limits.timeoutMs;
  const open = (file: PixelFile) => {
    const timeoutMs = deadline - performance.now();
    return prepare(openPixels(file, { frames, maxPixels, timeoutMs }), plan, source);
  };
  const encodeAt = async (file: PixelFile, quality: number) => {
    const encoder = ENCODERS[format](open(file), quality, effort);
    const { data, info } = await encoder.toBuffer({ resolveWithObject: true });
    return { bytes: data, format, width: info.width, height: info.pageHeight ?? info.height, quality };
  };
  try {
    if (maxBytes === undefined) return await encodeAt(source, quality);
    const pixels = frames > 1 ? source : await preparedOnce(open(source));
    return await highestWithin(maxBytes, (tried) => encodeAt(pixels, tried));
  } catch (error) {
    throw decoderError(error, source);
  }
}

/**
 * The pixels as they are encoded again and again, so that the source is decoded and resized only once. An uncompressed
 * PNG holds all that they have, metadata too. Not for animations: what it lacks is their delays.
 */
async function preparedOnce(image: Sharp): Promise<PixelFile> {
  const bytes = await image.png({ compressionLevel: 0, palette: false }).toBuffer();
  return { bytes, format: 'png', isComplete: true };
}
