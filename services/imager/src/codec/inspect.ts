import type { Metadata } from 'sharp';
import type { Animation, Structure } from '../containers/container.ts';
import { CONTAINERS } from '../containers/containers.ts';
import type { ImageFormat } from '../formats/formats.ts';
import { ImageError, withSource } from '../formats/image-error.ts';
import { sniff } from '../formats/sniff.ts';
import { digitalSourceTypeIn } from '../metadata/digital-source-type.ts';
import { decoderError } from './decoder-error.ts';
import { checkFrames } from './limits.ts';
import { openHeader, type PixelFile } from './open-image.ts';
import { spaceOf } from './pixels/unusual-profile.ts';
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
  try {
    return await inspectAs(format, bytes);
  } catch (error) {
    throw withSource(error, { format });
  }
}

async function inspectAs(format: ImageFormat, bytes: Buffer): Promise<SourceImage> {
  const structure = CONTAINERS[format](bytes);
  const { isComplete, animation, page, readable, isTiled = false, frames = 1 } = structure;
  checkFrames(frames);
  // Decoders take the frames that are there for the whole animation.
  if (!isComplete && (format === 'gif' || animation)) {
    throw new ImageError('truncated', `The ${format.toUpperCase()} file ends in the middle of a frame.`);
  }
  const file = { bytes, format, isComplete, isTiled, page, readable };
  const facts = animation && !animation.frames ? factsOf(animation) : await read(file, animation);
  return {
    ...file,
    ...told(structure),
    ...facts,
    digitalSourceType: sourceTypeOf(structure, facts.metadata),
  };
}

/** What the container alone says. */
function told(structure: Structure) {
  const { animation, colour, withMetadata, lacksPixels = () => false } = structure;
  return {
    animation,
    colour,
    withMetadata,
    lacksPixels,
    isPremultiplied: structure.isPremultiplied ?? false,
    isRarelyShown: structure.isRarelyShown ?? false,
    hasContentCredentials: structure.hasContentCredentials ?? false,
  };
}

function sourceTypeOf({ xmp }: Structure, metadata: SourceImage['metadata']): string | undefined {
  const packet = metadata.xmp ?? xmp;
  return packet === undefined ? undefined : digitalSourceTypeIn(packet);
}

/** Of an animation that our decoder does not open. */
function factsOf({ width, height }: Animation) {
  return {
    width,
    height,
    frames: 1,
    isTurned: false,
    orientation: 1,
    hasAlpha: false,
    channels: 3,
    sampleBytes: 1,
    isDeepRgb: false,
    isCmyk: false,
    isGrey: false,
    isInterlaced: false,
    metadata: {},
  };
}

async function read(file: PixelFile, animation: Animation | undefined) {
  const metadata = await openHeader(file)
    .metadata()
    .catch((error) => {
      throw decoderError(error, file);
    });
  const isAnimated = file.format === 'gif' || file.format === 'webp';
  const frames = animation?.frames?.length ?? (isAnimated ? (metadata.pages ?? 1) : 1);
  const orientation = frames === 1 ? (metadata.orientation ?? 1) : 1;
  const isTurned = orientation !== 1;
  const hasGaps = file.format === 'gif' && animation !== undefined;
  const { width, height } = isTurned ? metadata.autoOrient : metadata;
  return {
    width,
    height,
    frames,
    isTurned,
    orientation,
    hasAlpha: metadata.hasAlpha || hasGaps,
    channels: hasGaps ? 4 : metadata.channels,
    sampleBytes: SAMPLE_BYTES[metadata.depth] ?? 1,
    isDeepRgb: metadata.space === 'rgb16',
    isCmyk: metadata.space === 'cmyk',
    isGrey: metadata.space === 'b-w' || metadata.space === 'grey16' || isGreyAvif(file, metadata),
    isInterlaced: metadata.isProgressive,
    metadata: keepable(metadata),
  };
}

/** libheif gives grey as red, green and blue, and browsers show a profile of greys with nothing else. */
function isGreyAvif({ format }: PixelFile, { icc }: Metadata): boolean {
  return format === 'avif' && icc !== undefined && spaceOf(icc) === 'GRAY';
}

function keepable({ exif, xmp, icc }: Metadata): SourceImage['metadata'] {
  return { ...(exif && { exif }), ...(xmp && { xmp: xmp.toString('utf8') }), ...(icc && { icc }) };
}
