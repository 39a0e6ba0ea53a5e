import { failed, type ImageKind, NOT_CHECKED, notLookedAt, PASSED, unknown } from './kind.ts';

/** Below it, the background is another colour for certain; above the other, it may be white all over. */
const NOT_WHITE = 0.25;
const WHITE = 0.75;

/** The terms of the IPTC's list that stand for images made by AI, in whole or in part. */
const MADE_BY_AI = /(trainedAlgorithmicMedia|algorithmicMedia|compositeSynthetic)$/i;

export const still: ImageKind<'still'> = {
  asks: () => 'images without animation',
  measure: (_, { frames }) => {
    if (frames === undefined) return notLookedAt('number of frames');
    if (frames <= 1) return PASSED;
    // Two stands for however many where nobody could count them.
    return frames === 2
      ? failed('an animation', 'is an animation')
      : failed(`${frames} frames`, `is an animation of ${frames} frames`);
  },
  hint: () => 'Supply a still picture; Halftone does not make one of an animation.',
};

export const opaque: ImageKind<'opaque'> = {
  isFixable: true,
  asks: () => 'images without transparency',
  measure: (_, { transparent }) => {
    if (transparent === undefined) return notLookedAt('transparency');
    return transparent ? failed('transparent pixels') : PASSED;
  },
  hint: () => 'Convert it to JPEG, which puts it on white.',
};

const COLOURS = {
  cmyk: { asks: 'RGB colours, not CMYK', found: 'CMYK', says: 'has CMYK colours' },
  grey: { asks: 'pictures in colour', found: 'grey', says: 'is grey, without colours' },
} as const;

export const colours: ImageKind<'colours'> = {
  asks: ({ without }) => COLOURS[without].asks,
  measure: ({ without }, image) => {
    if (image.colours === undefined) return notLookedAt('colour space');
    return image.colours === without ? failed(COLOURS[without].found, COLOURS[without].says) : PASSED;
  },
  hint: ({ without }) =>
    without === 'cmyk' ? 'Use the output of Halftone, which is sRGB.' : 'Supply a picture in colour.',
};

/** A border that is not white shows that the background is not; one that is white shows nothing of the rest. */
export const whiteBorder: ImageKind<'whiteBorder'> = {
  unchecked: 'Only the border of the pictures was checked.',
  asks: () => 'a white background',
  measure: (_, { border }) => {
    if (border === undefined) return notLookedAt('border');
    const { white, colour, sides } = border;
    if (white >= WHITE) return NOT_CHECKED;
    const where = sides === 'one' ? 'an upper border' : 'a border';
    const found = `${where} that is ${Math.round(white * 100)} % white`;
    const outcome = failed(found, `has ${found}, and mostly ${colour}`);
    // What touches one side may be the product.
    return sides === 'one' || white >= NOT_WHITE ? { ...outcome, isDoubtful: true } : outcome;
  },
  hint: () => 'Put the product on pure white.',
};

/** A source that names no type may still be made by AI: nobody can tell, so only what was lost is found. */
export const sourceType: ImageKind<'sourceType'> = {
  unchecked: 'Which images were made by AI was not checked, only whether those that say so still do.',
  asks: () => 'the digital source type in the metadata of images made by AI',
  measure: (_, { digitalSourceType, keepsDigitalSourceType }) => {
    if (digitalSourceType === undefined || !MADE_BY_AI.test(digitalSourceType)) return NOT_CHECKED;
    if (keepsDigitalSourceType === undefined) return unknown('metadata');
    if (keepsDigitalSourceType) return PASSED;
    return failed('no digital source type', 'was made by AI, and its file no longer says so');
  },
  hint: () => 'Leave `keepMetadata` at its default, which keeps the digital source type.',
};

export const unmeasured: ImageKind<'unmeasured'> = {
  unchecked: 'This was not checked.',
  asks: ({ asks }) => asks,
  measure: () => NOT_CHECKED,
  hint: () => 'Look at the pictures: no measurement tells.',
};

const READ_YOURSELF = 'Read the guidelines of the channel: no copy of them was found.';

/** Stands for all rules of a channel that could not be read, so that nothing passes for the lack of them. */
export const unread: ImageKind<'unread'> = {
  asks: ({ asks }) => asks,
  measure: () => unknown('rules', READ_YOURSELF),
  hint: () => READ_YOURSELF,
};
