import sharp, { type Sharp } from 'sharp';
import { EOI } from '../containers/jpeg/jpeg.ts';
import type { ImageFormat } from '../formats/formats.ts';
import { ImageError } from '../formats/image-error.ts';

/**
 * The only place that hands bytes to libvips. Every loader is attack surface, so all are blocked until those needed are named;
 * one thread for each image, since as many images are in work as there are cores; and no cache of what never comes back.
 */
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.concurrency(1);
sharp.cache(false);

/** libvips' name for what reads each format. */
const LOADERS: Readonly<Record<ImageFormat, string>> = {
  jpeg: 'Jpeg',
  png: 'Png',
  webp: 'Webp',
  avif: 'Heif',
  gif: 'Nsgif',
  tiff: 'Tiff',
  svg: 'Svg',
};

/** Lets this process read the formats; before that it reads none. */
export function unblockLoaders(formats: readonly ImageFormat[]): void {
  sharp.unblock({ operation: formats.map((format) => `VipsForeignLoad${LOADERS[format]}`) });
}

/** Red, green, blue and alpha, or four inks and alpha. */
const MAX_CHANNELS = 5;

/** An image as it is opened. */
export type PixelFile = { bytes: Buffer; format: ImageFormat; isComplete: boolean };

/** Opens an image for its header alone, which is read whatever dimensions it claims. */
export function openHeader({ bytes }: PixelFile): Sharp {
  return sharp(bytes, { failOn: 'none', limitInputPixels: false, limitInputChannels: MAX_CHANNELS });
}

/** Opens an image to decode it: the first page, or all frames of an animation. */
export function openPixels(
  file: PixelFile,
  { frames, maxPixels, timeoutMs }: { frames: number; maxPixels: number; timeoutMs: number },
): Sharp {
  const { bytes, failOn } = reading(file);
  return sharp(bytes, {
    failOn,
    animated: frames > 1,
    limitInputPixels: maxPixels,
    limitInputChannels: MAX_CHANNELS,
  }).timeout({ seconds: Math.max(1, Math.ceil(timeoutMs / 1000)) });
}

/**
 * How strictly to read. At level "truncated" libvips shows what a browser shows (stray bytes, checksums, odd metadata
 * pass) and fails where pixels are missing. Two formats need more:
 * - A JPEG without its end marker is truncated for libvips even when every pixel is there, which browsers show. With the
 *   marker restored and warnings counted, it fails only if the scan data ends too early.
 * - Of a TIFF that ends too early libvips only complains at level "error".
 */
function reading({ bytes, format, isComplete }: PixelFile): {
  bytes: Buffer;
  failOn: 'truncated' | 'error' | 'warning';
} {
  if (format === 'jpeg' && !isComplete) return { bytes: Buffer.concat([bytes, EOI]), failOn: 'warning' };
  return { bytes, failOn: format === 'tiff' ? 'error' : 'truncated' };
}

/** What libvips' errors mean; the first pattern that matches. */
const DECODER_ERRORS = [
  [/pixel limit|limit exceeded|too large/i, 'too_many_pixels'],
  [/^timeout/i, 'too_many_pixels'],
  [
    /unsupported compression|not configured|unsupported codec|unsupported feature|not supported/i,
    'unsupported_format',
  ],
] as const;

/** The decoder's error as one that says what is wrong with the file. */
export function decoderError(error: unknown, { format, isComplete }: PixelFile): unknown {
  if (!(error instanceof Error) || error instanceof ImageError) return error;
  const [firstLine = ''] = error.message.split('\n', 1);
  if (!isComplete) {
    return new ImageError('truncated', `The ${format.toUpperCase()} file ends before its image does.`, {
      cause: error,
    });
  }
  const code = DECODER_ERRORS.find(([pattern]) => pattern.test(error.message))?.[1] ?? 'corrupt';
  return new ImageError(code, `The ${format.toUpperCase()} image cannot be decoded: ${firstLine}`, {
    cause: error,
  });
}
