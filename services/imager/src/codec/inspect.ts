import type { Metadata } from 'sharp';
import { CONTAINERS } from '../containers/containers.ts';
import type { ImageFormat } from '../formats/formats.ts';
import { ImageError } from '../formats/image-error.ts';
import { sniff } from '../formats/sniff.ts';
import { checkFrames } from './limits.ts';
import { decoderError, openHeader } from './open-image.ts';
import type { SourceImage } from './source-image.ts';

/** By libvips' names for the kinds of number; those of one byte are not listed. */
const SAMPLE_BYTES: Readonly<Record<string, number>> = {
  ushort: 2,
  short: 2,
  uint: 4,
  int: 4,
  float: 4,
  complex: 8,
  double: 8,
  dpcomplex: 16,
};

/** @throws ImageError when the bytes are no image that can be read */
export async function inspect(bytes: Buffer, accepted: readonly ImageFormat[]): Promise<SourceImage> {
  const format = sniff(bytes, accepted);
  const {
    isComplete,
    isUnwritableAnimation: isUnwritable = false,
    frames = 1,
    lacksPixels = () => false,
    withoutMetadata,
  } = CONTAINERS[format](bytes);
  checkFrames(frames);
  // Decoders take the frames that are there for the whole animation.
  if (!isComplete && (format === 'gif' || isUnwritable)) {
    throw new ImageError('truncated', `The ${format.toUpperCase()} file ends in the middle of a frame.`);
  }
  const file = { bytes, format, isComplete };
  const metadata = await openHeader(file)
    .metadata()
    .catch((error) => {
      throw decoderError(error, file);
    });
  return { ...file, isUnwritable, lacksPixels, withoutMetadata, ...facts(format, metadata) };
}

function facts(format: ImageFormat, metadata: Metadata) {
  const frames = format === 'gif' || format === 'webp' ? (metadata.pages ?? 1) : 1;
  const isTurned = frames === 1 && (metadata.orientation ?? 1) !== 1;
  const { width, height } = isTurned ? metadata.autoOrient : metadata;
  return {
    width,
    height,
    frames,
    isTurned,
    hasAlpha: metadata.hasAlpha,
    channels: metadata.channels,
    sampleBytes: SAMPLE_BYTES[metadata.depth] ?? 1,
    isCmyk: metadata.space === 'cmyk',
    isGrey: metadata.space === 'b-w' || metadata.space === 'grey16',
    hasMetadata: Boolean(metadata.exif || metadata.xmp || metadata.iptc),
  };
}
