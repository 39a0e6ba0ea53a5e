import sharp, { type Sharp, type SharpOptions } from 'sharp';
import type { Structure } from '../containers/container.ts';
import { EOI } from '../containers/jpeg/jpeg.ts';
import type { ImageFormat } from '../formats/formats.ts';

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
export type PixelFile = {
  bytes: Buffer;
  format: ImageFormat;
  isComplete: boolean;
  /** What is decoded instead of the bytes as they are. */
  readable?: Structure['readable'];
  isTiled?: boolean;
  page?: Structure['page'];
  /** For bytes that are no file, but samples of sRGB or grey, and perhaps alpha. */
  raw?: { width: number; height: number; channels: 1 | 2 | 3 | 4; pageHeight?: number };
  /** Of an animation that is no file. */
  timing?: { delay: number[]; loop: number };
};

/** What we have written ourselves, which can be read although no such file is accepted from outside. */
export function ownFile(bytes: Buffer, format: ImageFormat): PixelFile {
  unblockLoaders([format]);
  return { bytes, format, isComplete: true };
}

/** Opens an image for its header alone, which is read whatever dimensions it claims. */
export function openHeader(file: PixelFile): Sharp {
  return sharp(file.readable ?? file.bytes, {
    ...placeOf(file),
    failOn: 'none',
    limitInputPixels: false,
    limitInputChannels: MAX_CHANNELS,
  });
}

export type Opening = {
  frames: number;
  maxPixels: number;
  timeoutMs: number;
  /** Leaves the numbers as they are, whatever the profile says. */
  ignoreIcc?: boolean;
};

/** Opens an image to decode it: one page, or all frames of an animation. */
export function openPixels(
  file: PixelFile,
  { frames, maxPixels, timeoutMs, ignoreIcc = false }: Opening,
): Sharp {
  const { bytes, failOn } = reading(file);
  return sharp(bytes, {
    ...(file.raw ? { raw: file.raw } : placeOf(file)),
    animated: frames > 1,
    failOn,
    ignoreIcc,
    limitInputPixels: maxPixels,
    limitInputChannels: MAX_CHANNELS,
  }).timeout({ seconds: Math.max(1, Math.ceil(timeoutMs / 1000)) });
}

function placeOf({ page }: PixelFile): SharpOptions {
  if (!page) return {};
  return { page: page.index, ...(page.subIfd !== undefined && { tiff: { subifd: page.subIfd } }) };
}

/**
 * How strictly to read. At level "truncated" libvips shows what a browser shows (stray bytes, checksums, odd metadata
 * pass) and fails where pixels are missing. Two formats need more:
 * - A JPEG without its end marker is truncated for libvips even when every pixel is there, which browsers show. With the
 *   marker restored and warnings counted, it fails only if the scan data ends too early.
 * - Of a TIFF that ends too early libvips only complains at level "error", and of a tile that it cannot read at "warning".
 */
function reading({ bytes: own, readable: bytes = own, format, isComplete, isTiled }: PixelFile): {
  bytes: Buffer;
  failOn: 'truncated' | 'error' | 'warning';
} {
  if (format === 'jpeg' && !isComplete) return { bytes: Buffer.concat([bytes, EOI]), failOn: 'warning' };
  if (format === 'tiff') return { bytes, failOn: isTiled ? 'warning' : 'error' };
  return { bytes, failOn: 'truncated' };
}
