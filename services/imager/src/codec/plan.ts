import type { Recipe } from '@halftone/contracts';
import type { Cleaned } from '../containers/container.ts';
import { LONGEST_SIDE, type OutputFormat, OWN_FORMATS } from '../formats/formats.ts';
import { ImageError } from '../formats/image-error.ts';
import { animationFormat, isAnimated } from './animations.ts';
import { type Effort, MAX_PIXELS_FOR_SMALL } from './encoders/effort.ts';
import { type KeptMetadata, keptMetadata } from './kept-metadata.ts';
import { originalOf } from './original.ts';
import type { SourceImage } from './source-image.ts';

/** What the recipe means for one image. */
export type Plan = {
  format: OutputFormat;
  /** Others that the image may be written in, if that makes it smaller. */
  alternatives: readonly OutputFormat[];
  /** The original as it may be published; undefined where it may not. */
  original: Cleaned | undefined;
  /** Whether only the original will do, and nothing is encoded. */
  keepsOriginal: boolean;
  frames: number;
  /** Of all frames together, as they are written. */
  pixels: number;
  /** What the image has to fit inside; undefined when it does so already. */
  box: { width?: number; height?: number } | undefined;
  effort: Effort;
  metadata: KeptMetadata;
  quality: number;
  /** Instead of the quality: the highest whose result is no larger. */
  maxBytes: number | undefined;
  /** What the recipe itself says: an image that is larger is none at all. A missed ratio is no failure. */
  limit: number | undefined;
  /** Whether it may have fewer pixels to that end. */
  mayScale: boolean;
  /** Instead of the quality: the lowest at which the image still looks like this. */
  look: Recipe['look'];
};

/** @throws ImageError when the recipe asks of an animation what cannot be done */
export function planOf(source: SourceImage, recipe: Recipe): Plan {
  const { maxWidth = Number.POSITIVE_INFINITY, maxHeight = Number.POSITIVE_INFINITY } = recipe;
  const scale = Math.min(1, maxWidth / source.width, maxHeight / source.height);
  const pixels = source.width * source.height * source.frames * scale ** 2;
  const longestSide = scale * Math.max(source.width, source.height);
  const box = scale < 1 ? boxOf(recipe) : undefined;
  const metadata = keptMetadata(source, recipe.keepMetadata);
  const original = box ? undefined : originalOf(source, metadata);
  const { keepsOriginal, formats } = isAnimated(source)
    ? animatedFormats(source, recipe.format, { longestSide, canKeep: original !== undefined })
    : { keepsOriginal: false, formats: stillFormats(source, recipe.format, longestSide) };
  const [format = 'png', ...alternatives] = formats;
  return {
    format,
    alternatives,
    original: format === source.format ? original : undefined,
    keepsOriginal,
    frames: source.frames,
    pixels,
    box,
    effort: effortFor(recipe.effort, pixels),
    metadata,
    quality: recipe.quality,
    maxBytes: maxBytesOf(source, recipe),
    limit: recipe.maxBytes,
    mayScale: recipe.mayScale ?? false,
    look: recipe.look,
  };
}

function maxBytesOf({ bytes }: SourceImage, { maxBytes, targetRatio }: Recipe): number | undefined {
  if (targetRatio === undefined) return maxBytes;
  return Math.min(maxBytes ?? Number.POSITIVE_INFINITY, Math.floor(targetRatio * bytes.length));
}

function boxOf({ maxWidth, maxHeight }: Recipe): NonNullable<Plan['box']> {
  return {
    ...(maxWidth !== undefined && { width: maxWidth }),
    ...(maxHeight !== undefined && { height: maxHeight }),
  };
}

function effortFor(wanted: Effort = 'balanced', pixels: number): Effort {
  return wanted === 'small' && pixels > MAX_PIXELS_FOR_SMALL ? 'balanced' : wanted;
}

function animatedFormats(
  source: SourceImage,
  wanted: Recipe['format'] = 'same',
  { longestSide, canKeep }: { longestSide: number; canKeep: boolean },
): { keepsOriginal: boolean; formats: readonly OutputFormat[] } {
  const written = animationFormat(source, wanted, canKeep);
  if (written === undefined) return { keepsOriginal: true, formats: [ownFormats(source)[0] ?? 'png'] };
  if (longestSide <= LONGEST_SIDE[written]) return { keepsOriginal: false, formats: [written] };
  const detail = `The animation is too wide or too high for ${written.toUpperCase()}.`;
  throw new ImageError('unsupported_animation', detail);
}

/** The format that is asked for, or the image's own; what is too long for these becomes a PNG. */
function stillFormats(
  source: SourceImage,
  wanted: Recipe['format'],
  longestSide: number,
): readonly OutputFormat[] {
  const own = ownFormats(source);
  const choices = !wanted || wanted === 'same' ? own : [wanted];
  const fitting = choices.filter((format) => longestSide <= LONGEST_SIDE[format]);
  if (fitting.length > 0) return fitting;
  return [own.find((format) => longestSide <= LONGEST_SIDE[format]) ?? 'png'];
}

function ownFormats({ format, hasAlpha }: SourceImage): readonly OutputFormat[] {
  return OWN_FORMATS[format][hasAlpha ? 'transparent' : 'opaque'];
}
