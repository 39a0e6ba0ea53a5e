import { isAnimated } from '../animations.ts';
import type { CodecLimits } from '../limits.ts';
import { openPixels } from '../open-image.ts';
import { isMisread } from '../pixels/shown-pixels.ts';
import type { SourceImage } from '../source-image.ts';
import { type Border, borderOf, type Pixels, rowsOf, sidesOf } from './border.ts';

/** What sales channels ask about an image, as far as it was looked at. */
export type Appearance = {
  frames: number;
  colours: 'rgb' | 'grey' | 'cmyk';
  transparent?: boolean;
  border?: Border & { sides?: 'one' };
};

/**
 * - glance: what the header says, and the first rows where the decoder can stop after them: less than a millisecond
 * - whole: all of the pixels, at a reduced size: what decoding the image costs, of a JPEG about half of it
 */
export type Attention = 'glance' | 'whole';

/** Rows at the top; a JPEG has them eight by eight. */
const STRIP_ROWS = 8;
/** Pixels that are looked at in each of them. */
const STRIP_PIXELS = 32;
/** The side of the picture that stands for the whole image. */
const REDUCED = 200;

/** What rounding adds to a pixel without colour. A photo of something grey has more. */
const NEARLY_GREY = 1;

/**
 * How an image looks that could be decoded. Whatever cannot be looked at is left out: it is no fault of the image.
 * @param source whose pixels the recipe was applied to already, so that its limits hold
 */
export async function appearanceOf(
  source: SourceImage,
  attention: Attention,
  limits: Pick<CodecLimits, 'maxPixels' | 'timeoutMs'>,
): Promise<Appearance> {
  const told = toldByHeader(source);
  if (isMisread(source) || isUndecoded(source)) return told;
  if (attention === 'glance' && !stopsEarly(source)) return told;
  const open = () => openPixels(source, { ...limits, frames: 1 });
  try {
    return attention === 'whole'
      ? { ...told, ...seenInWhole(await pixelsOf(reduced(open())), told) }
      : { ...told, ...seenAtTop(await pixelsOf(top(open(), source))) };
  } catch {
    return told;
  }
}

function toldByHeader(source: SourceImage): Appearance {
  const { isCmyk, isGrey, hasAlpha, frames } = source;
  return {
    // Those of some animations cannot be counted.
    frames: isAnimated(source) ? Math.max(2, frames, source.animation?.frames?.length ?? 0) : frames,
    colours: isCmyk ? 'cmyk' : isGrey ? 'grey' : 'rgb',
    ...(!hasAlpha && { transparent: false }),
  };
}

/** An animation of which libvips reads nothing. */
const isUndecoded = ({ animation }: SourceImage) => animation !== undefined && !animation.frames;

/** Whether the first rows can be had without the rest, and are those of a side. */
function stopsEarly({ format, isInterlaced, isTurned }: SourceImage): boolean {
  return (format === 'jpeg' || format === 'png') && !isInterlaced && !isTurned;
}

type Image = ReturnType<typeof openPixels>;

const top = (image: Image, { width, height }: SourceImage) =>
  image.extract({ left: 0, top: 0, width, height: Math.min(STRIP_ROWS, height) });

const reduced = (image: Image) =>
  image.autoOrient().resize({ width: REDUCED, height: REDUCED, fit: 'inside', withoutEnlargement: true });

async function pixelsOf(image: Image): Promise<Pixels> {
  const { data, info } = await image
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

function seenAtTop(pixels: Pixels): Partial<Appearance> {
  const border = borderOf(pixels, rowsOf(pixels, STRIP_PIXELS));
  // That there are none here says nothing of the rest.
  return { ...(hasTransparency(pixels) && { transparent: true }), border: { ...border, sides: 'one' } };
}

/** Of an animation the first frame stands for all, but for what any other may have. */
function seenInWhole(pixels: Pixels, { colours, frames }: Appearance): Partial<Appearance> {
  const transparent = hasTransparency(pixels);
  const isGrey = frames === 1 && colours === 'rgb' && isWithoutColour(pixels);
  return {
    ...(isGrey && { colours: 'grey' }),
    ...((frames === 1 || transparent) && { transparent }),
    border: borderOf(pixels, sidesOf(pixels)),
  };
}

function hasTransparency({ data, channels }: Pixels): boolean {
  if (channels !== 4) return false;
  for (let at = 3; at < data.length; at += 4) if ((data[at] ?? 255) < 255) return true;
  return false;
}

function isWithoutColour({ data, channels }: Pixels): boolean {
  for (let at = 0; at < data.length; at += channels) {
    const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > NEARLY_GREY) return false;
  }
  return true;
}
