import type { ImageFormat } from '../formats/formats.ts';
import { ImageError } from '../formats/image-error.ts';
import type { SourceImage } from './source-image.ts';

/** What an image may cost, judged by its header. */
export type CodecLimits = {
  /** The formats that are accepted. */
  formats: readonly ImageFormat[];
  /** Of a still image. */
  maxPixels: number;
  /** Of all frames of an animation together. */
  maxAnimationPixels: number;
  /** For decoding and encoding one image, however often that takes. */
  timeoutMs: number;
};

/** A frame costs something however small it is. */
const MAX_FRAMES = 2_000;

/** @throws ImageError when an animation has more frames than any may have */
export function checkFrames(frames: number): void {
  if (frames <= MAX_FRAMES) return;
  const detail = `The image has ${frames} frames; the limit is ${MAX_FRAMES}.`;
  throw new ImageError('too_many_pixels', detail, { source: { frames } });
}

/** @throws ImageError when decoding the image would cost more than the limits */
export function checkLimits(
  { width, height, frames: own }: SourceImage,
  { keepsOriginal }: { keepsOriginal: boolean },
  limits: CodecLimits,
): void {
  checkFrames(own);
  // Those of an animation that is kept are not decoded.
  const frames = keepsOriginal ? 1 : own;
  const pixels = width * height * frames;
  const maxPixels = frames > 1 ? limits.maxAnimationPixels : limits.maxPixels;
  if (pixels <= maxPixels) return;
  const size = frames > 1 ? `${frames} frames of ${width} × ${height}` : `${width} × ${height}`;
  throw new ImageError(
    'too_many_pixels',
    `The image has ${size} pixels; the limit is ${megapixels(maxPixels)} megapixels.`,
  );
}

function megapixels(pixels: number): number {
  return Math.round(pixels / 1e4) / 100;
}
