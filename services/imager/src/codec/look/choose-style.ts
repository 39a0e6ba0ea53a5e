import type { Look } from '@halftone/contracts';
import type { Style } from '../encoders/encoders.ts';
import { chooseQuality } from './choose-quality.ts';
import { type Measure, measureFrom } from './distance.ts';
import { type LookFormat, limitsOf, mostOf } from './looks.ts';
import type { Pixels } from './planes.ts';
import type { Sample } from './sample.ts';

/** How an image is to be encoded, and how far the sample of it is from its source then. */
export type Choice = { quality: number; style: Style; distance: number };

/** A sample that was encoded, and what a browser makes of it. */
export type EncodedSample = { bytes: number; pixels: Pixels };

type EncodeSample = (at: { quality: number; style: Style }) => Promise<EncodedSample>;

/** Of what a look allows: when half the resolution for colours takes more, the rest would have to be too good. */
const MOST_FOR_HALF_CHROMA = 0.35;

/** Those of a palette, from the fewest colours on. */
const PALETTE_QUALITIES = [60, 80, 100];

/** The cheapest way to encode an image so that it looks as it should, tried on a sample of it. */
export async function chooseStyle(
  sample: Sample,
  { format, look }: { format: LookFormat | 'png'; look: Look },
  encode: EncodeSample,
): Promise<Choice> {
  const measure = measureFrom(sample);
  if (format !== 'png') return await chooseLossy(sample, measure, { format, look }, encode);
  return await choosePalette(mostOf(look), async (at) => measure.distanceTo((await encode(at)).pixels));
}

async function chooseLossy(
  sample: Sample,
  { distanceTo, ofHalfChroma }: Measure,
  { format, look }: { format: LookFormat; look: Look },
  encode: EncodeSample,
): Promise<Choice> {
  const limits = limitsOf(look, format);
  const isDrawing = isFlat(sample);
  const fullChroma = ofHalfChroma() > MOST_FOR_HALF_CHROMA * limits.most;
  const style = fullChroma ? { fullChroma } : {};
  const ofPhotographs = fullChroma ? limits.highestOfFineColours : limits.highest;
  const highest = isDrawing ? limits.highestOfDrawings : ofPhotographs;
  const sizes = new Map<number, number>();
  const chosen = await chooseQuality(format, { ...limits, highest }, async (quality) => {
    const { bytes, pixels } = await encode({ quality, style });
    sizes.set(quality, bytes);
    return distanceTo(pixels);
  });
  if (format !== 'webp' || !isDrawing) return { ...chosen, style };
  const exact = await encode({ quality: 100, style: LOSSLESS.style });
  return exact.bytes <= (sizes.get(chosen.quality) ?? 0) ? LOSSLESS : { ...chosen, style };
}

export const LOSSLESS: Choice = { quality: 100, style: { lossless: true }, distance: 0 };

async function choosePalette(
  most: number,
  distanceAt: (at: { quality: number; style: Style }) => Promise<number>,
): Promise<Choice> {
  for (const quality of PALETTE_QUALITIES) {
    const distance = await distanceAt({ quality, style: {} });
    if (distance <= most) return { quality, style: {}, distance };
  }
  return LOSSLESS;
}

/** Drawings and text: most pixels are the same as the one beside them. */
const SAME_NEIGHBOURS = 0.6;

function isFlat({ data, width, height, channels }: Sample): boolean {
  let same = 0;
  for (let at = channels; at < data.length; at += channels) {
    let channel = 0;
    while (channel < channels && data[at + channel] === data[at + channel - channels]) channel += 1;
    if (channel === channels) same += 1;
  }
  return same >= SAME_NEIGHBOURS * width * height;
}
