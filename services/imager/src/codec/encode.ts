import type { Sharp } from 'sharp';
import type { OutputFormat } from '../formats/formats.ts';
import { decoderError } from './decoder-error.ts';
import { EFFORTS, type Effort } from './effort.ts';
import type { CodecLimits } from './limits.ts';
import { type Opening, openPixels, type PixelFile } from './open-image.ts';
import { countFewColours } from './pixels/few-colours.ts';
import { shownPixels } from './pixels/shown-pixels.ts';
import type { Plan } from './plan.ts';
import { prepare } from './prepare.ts';
import type { SourceImage } from './source-image.ts';
import { highestWithin } from './target-ratio.ts';

/** Below it everyone sees the difference. */
const LOWEST_QUALITY = 10;

/** With its dimensions, and the quality at which it was encoded. */
export type EncodedImage = {
  bytes: Buffer;
  format: OutputFormat;
  width: number;
  height: number;
  quality: number;
};

type Settings = { quality: number; effort: Effort; timing: PixelFile['timing']; colours: number | undefined };

/**
 * GIF has no quality; what may differ between frames unnoticed takes its place. Fewer colours would gain more, but after
 * 256 sharp knows only 16, which anyone sees, and frames that share a palette change their colours in a fade.
 */
const ENCODERS: Readonly<Record<OutputFormat, (image: Sharp, settings: Settings) => Sharp>> = {
  jpeg: (image, { quality, effort }) => image.jpeg({ quality, ...EFFORTS.jpeg[effort] }),
  png: (image, { quality, effort, colours }) => {
    const palette = colours === undefined ? {} : { colours: Math.max(2, colours), compressionLevel: 9 };
    return image.png({ palette: true, quality, ...EFFORTS.png[effort], ...palette });
  },
  webp: (image, { quality, effort, timing }) => image.webp({ quality, ...EFFORTS.webp[effort], ...timing }),
  avif: (image, { quality, effort }) =>
    image.avif({ quality, chromaSubsampling: '4:2:0', ...EFFORTS.avif[effort] }),
  gif: (image, { quality, effort }) =>
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
  const deadline = performance.now() + limits.timeoutMs;
  const opening = (): Opening => ({
    frames: plan.frames,
    maxPixels: plan.frames > 1 ? limits.maxAnimationPixels : limits.maxPixels,
    timeoutMs: deadline - performance.now(),
  });
  try {
    const file = await shownPixels(source, opening());
    const colours = plan.alternatives.includes('png') ? await countFewColours(file, opening()) : undefined;
    // A smaller image has mixtures of them.
    const palette = plan.box ? undefined : colours;
    const encodeAs = async (format: OutputFormat) =>
      await encodeWith(file, { ...plan, format, colours: palette }, source, opening);
    return await smallestOf(formatsFor(plan, colours), encodeAs, source.bytes.length);
  } catch (error) {
    throw decoderError(error, source);
  }
}

/** Those that are tried in any case, and those for an image that would grow otherwise. */
type Formats = { first: readonly OutputFormat[]; further: readonly OutputFormat[] };

/** Where there is a choice, what has the colours of a palette is tried as PNG besides. */
function formatsFor({ format, alternatives }: Plan, colours: number | undefined): Formats {
  if (colours === undefined) return { first: [format], further: alternatives };
  return { first: [format, 'png'], further: alternatives.filter((other) => other !== 'png') };
}

async function smallestOf(
  { first, further }: Formats,
  encodeAs: (format: OutputFormat) => Promise<EncodedImage>,
  sourceBytes: number,
): Promise<EncodedImage> {
  let best: EncodedImage | undefined;
  for (const [index, format] of [...first, ...further].entries()) {
    if (best && index >= first.length && best.bytes.length <= sourceBytes) break;
    const encoded = await encodeAs(format);
    if (!best || encoded.bytes.length < best.bytes.length) best = encoded;
  }
  if (!best) throw new Error('There is no format to encode the image in.');
  return best;
}

async function encodeWith(
  file: PixelFile,
  plan: Plan & { colours: number | undefined },
  source: SourceImage,
  opening: () => Opening,
): Promise<EncodedImage> {
  const { format, effort, frames, quality, maxBytes, original, colours } = plan;
  const open = (pixels: PixelFile) => prepare(openPixels(pixels, opening()), plan, source);
  const encodeAt = async (pixels: PixelFile, quality: number) => {
    const encoder = ENCODERS[format](open(pixels), { quality, effort, timing: pixels.timing, colours });
    const { data, info } = await encoder.toBuffer({ resolveWithObject: true });
    return { bytes: data, format, width: info.width, height: info.pageHeight ?? info.height, quality };
  };
  const search = async (most: number) => {
    const pixels = frames > 1 ? file : await preparedOnce(open(file));
    return await highestWithin(most, (tried) => encodeAt(pixels, tried));
  };
  if (maxBytes !== undefined) return await search(maxBytes);
  const encoded = await encodeAt(file, quality);
  const isPublishable = original !== undefined && !source.colour;
  if (isPublishable || format !== source.format || encoded.bytes.length <= source.bytes.length)
    return encoded;
  if (source.isCmyk || format === 'png') return encoded;
  // It was coarser than the recipe, and only its form keeps it from being published as it is.
  const smaller = await search(source.bytes.length);
  return smaller.bytes.length <= source.bytes.length && smaller.quality >= LOWEST_QUALITY ? smaller : encoded;
}

/**
 * The pixels as they are encoded again and again, so that the source is decoded and resized only once. An uncompressed
 * PNG holds all that they have, metadata too. Not for animations: what it lacks is their delays.
 */
async function preparedOnce(image: Sharp): Promise<PixelFile> {
  const bytes = await image.png({ compressionLevel: 0, palette: false }).toBuffer();
  return { bytes, format: 'png', isComplete: true };
}
