import type { Recipe } from '@halftone/contracts';
import type { OutputFormat } from '../formats/formats.ts';
import { type Effort, MAX_PIXELS_FOR_SMALL } from './effort.ts';
import type { SourceImage } from './source-image.ts';

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

/** The widest and highest image that can be written; libjpeg stops short of the format's own 65535. */
const LONGEST_SIDE: Readonly<Record<OutputFormat, number>> = {
  jpeg: 65_500,
  png: 0x7fff_ffff,
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

/** The format that is asked for, or the image's own; what is too long for these becomes a PNG. */
function formatFor(source: SourceImage, wanted: Recipe['format'], longestSide: number): OutputFormat {
  const own = ownFormatOf(source);
  const choices = [!wanted || wanted === 'same' ? own : wanted, own];
  return choices.find((format) => longestSide <= LONGEST_SIDE[format]) ?? 'png';
}

/** For TIFF, which browsers do not show, JPEG or, where it is transparent, WebP. A drawing has flat colours and sharp edges. */
function ownFormatOf({ format, hasAlpha }: SourceImage): OutputFormat {
  if (format === 'svg') return 'png';
  if (format !== 'tiff') return format;
  return hasAlpha ? 'webp' : 'jpeg';
}
