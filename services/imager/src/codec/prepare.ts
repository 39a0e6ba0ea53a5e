import type { Sharp } from 'sharp';
import { inSrgb } from './pixels/in-srgb.ts';
import type { Plan } from './plan.ts';
import type { SourceImage } from './source-image.ts';

type Step = (image: Sharp, plan: Plan, source: SourceImage) => Sharp;

/** Frames lie below one another in one tall image, which must not be turned as a whole. */
const turnUpright: Step = (image, { frames }) => (frames > 1 ? image : image.autoOrient());

/** As the image is shown; each frame of an animation by itself. */
const fitInside: Step = (image, { box }) =>
  box ? image.resize({ ...box, fit: 'inside', withoutEnlargement: true }) : image;

/** Where the profile is not kept. */
const convertToSrgb: Step = (image, { metadata }, source) =>
  metadata.isWhole ? image : inSrgb(image, source);

/** JPEG has no transparency, and what shows through in a catalogue is the paper. */
const flattenOnWhite: Step = (image, { format }, { hasAlpha }) =>
  hasAlpha && format === 'jpeg' ? image.flatten({ background: 'white' }) : image;

/** sharp converts to sRGB unless it is told otherwise. Of the formats only JPEG gains by grey. */
const staySingleChannel: Step = (image, { format }, { isGrey }) =>
  isGrey && format === 'jpeg' ? image.toColourspace('b-w') : image;

/**
 * sharp drops metadata unless it is told otherwise. The orientation was applied, and is taken out of what is kept. The
 * profile of inks or greys does not describe the colours they were converted to, and sharp keeps IPTC only with it.
 */
const writeMetadata: Step = (image, { metadata: { isWhole, xmp } }, source) => {
  const hasOtherColours = source.isCmyk || source.isGrey;
  const isLeftOut = xmp === undefined && source.metadata.xmp !== undefined;
  if (isWhole && !hasOtherColours && !isLeftOut) {
    const kept = image.keepMetadata();
    return xmp === undefined ? kept : kept.withXmp(xmp);
  }
  const described = xmp === undefined ? image : image.withXmp(xmp);
  if (!isWhole) return described;
  return hasOtherColours ? described.keepExif() : described.keepExif().keepIccProfile();
};

/** What happens to the pixels before they are encoded. Steps that were taken already change nothing a second time. */
const STEPS: readonly Step[] = [
  turnUpright,
  fitInside,
  convertToSrgb,
  flattenOnWhite,
  staySingleChannel,
  writeMetadata,
];

/** Adds the steps of the plan to an image that is opened. */
export function prepare(image: Sharp, plan: Plan, source: SourceImage): Sharp {
  return STEPS.reduce((prepared, step) => step(prepared, plan, source), image);
}
