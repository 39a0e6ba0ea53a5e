import type { Recipe } from '@halftone/contracts';
import type { ImageFormat, OutputFormat } from '../formats/formats.ts';
import { ImageError } from '../formats/image-error.ts';
import type { SourceImage } from './source-image.ts';

/** The formats that a recipe may ask for. */
export type WantedFormat = NonNullable<Recipe['format']>;

/** What becomes of an animation: the original where nothing is asked that needs its frames, or one that is written. */
export type Fate = { keepsOriginal?: true; written?: OutputFormat };

/**
 * By the animation's format and the one that is asked for. What is not here is refused: a still in its place would be
 * another picture, and nobody would be told. libvips writes animations as GIF and WebP; of APNG it reads the first frame,
 * so its frames are taken apart here; of AVIF sequences it reads nothing.
 */
export const ANIMATIONS: Readonly<
  Partial<Record<ImageFormat, Readonly<Partial<Record<WantedFormat, Fate>>>>>
> = {
  gif: { same: { written: 'gif' }, webp: { written: 'webp' } },
  webp: { same: { written: 'webp' }, webp: { written: 'webp' } },
  png: {
    same: { keepsOriginal: true, written: 'webp' },
    png: { keepsOriginal: true },
    webp: { written: 'webp' },
  },
  avif: { same: { keepsOriginal: true }, avif: { keepsOriginal: true } },
};

export function isAnimated({ frames, animation }: SourceImage): boolean {
  return frames > 1 || (animation !== undefined && !animation.frames);
}

/**
 * How an animation is written; undefined when the original is kept.
 * @param canKeep whether nothing is asked that needs its frames
 * @throws ImageError when it can be neither
 */
export function animationFormat(
  { format }: SourceImage,
  wanted: WantedFormat,
  canKeep: boolean,
): OutputFormat | undefined {
  const fate = ANIMATIONS[format]?.[wanted];
  if (fate?.keepsOriginal && canKeep) return undefined;
  if (fate?.written) return fate.written;
  const what = `The image is an animation (${format === 'png' ? 'APNG' : format.toUpperCase()})`;
  throw new ImageError(
    'unsupported_animation',
    fate
      ? `${what}, which can only be kept as it is: in its size, and with all or none of its metadata.`
      : `${what}, which cannot be written as ${(wanted === 'same' ? format : wanted).toUpperCase()}.`,
  );
}
