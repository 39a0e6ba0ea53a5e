import type { Recipe } from '@halftone/contracts';
import { MAX_PIXELS_FOR_SMALL } from './effort.ts';
import { type Effort, type OutputFormat, outputFormatOf } from './encode.ts';
import type { SourceImage } from './inspect.ts';

/** What the recipe means for one image. */
export type Plan = {
  format: OutputFormat;
  /** One for formats that do not move: of an animation they show the first image. */
  frames: number;
  /** What the image has to fit inside; undefined when it does so already. */
  box: { width?: number; height?: number } | undefined;
  effort: Effort;
  keepsMetadata: boolean;
  quality: number;
  /** Instead of the quality: the highest whose result is no larger. */
  maxBytes: number | undefined;
};

const ANIMATED: ReadonlySet<OutputFormat> = new Set(['gif', 'webp']);

/** The longest edge that a format holds, or that its encoder takes. */
const MAX_EDGE: Readonly<Record<OutputFormat, number>> = {
  jpeg: 65_535,
  png: Number.POSITIVE_INFINITY,
  webp: 16_383,
  avif: 16_384,
  gif: 65_535,
};

export function planOf(source: SourceImage, recipe: Recipe): Plan {
  const { maxWidth = Number.POSITIVE_INFINITY, maxHeight = Number.POSITIVE_INFINITY, targetRatio } = recipe;
  const scale = Math.min(1, maxWidth / source.width, maxHeight / source.height);
  const pixels = source.width * source.height * source.frames * scale ** 2;
  const format = formatFor(source, recipe.format, scale * Math.max(source.width, source.height));
  return {
    format,
    frames: ANIMATED.has(format) ? source.frames : 1,
    box: scale < 1 ? boxOf(recipe) : undefined,
    effort: effortFor(recipe.effort, pixels),
    keepsMetadata: recipe.keepMetadata ?? false,
    quality: recipe.quality,
    maxBytes: targetRatio === undefined ? undefined : Math.floor(targetRatio * source.bytes.length),
  };
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

/** The format that is asked for; an image too long for it is treated as if none were, and comes out all the same. */
function formatFor(source: SourceImage, wanted: Recipe['format'], longestEdge: number): OutputFormat {
  if (!wanted || wanted === 'same' || longestEdge > MAX_EDGE[wanted]) return outputFormatOf(source);
  return wanted;
}
