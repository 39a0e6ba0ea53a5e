import type { OutputFormat } from '../formats/formats.ts';
import { decoderError } from './decoder-error.ts';
import { encodeInFormat } from './encode-format.ts';
import type { EncodedImage } from './encoders/encoders.ts';
import type { CodecLimits } from './limits.ts';
import type { Opening } from './open-image.ts';
import { countFewColours } from './pixels/few-colours.ts';
import { shownPixels } from './pixels/shown-pixels.ts';
import type { Plan } from './plan.ts';
import type { SourceImage } from './source-image.ts';

/**
 * Decodes, prepares and encodes, in one format or in several of which the smallest result counts.
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
      await encodeInFormat({ file, plan: { ...plan, format, colours: palette }, source, opening });
    const enough = Math.min(source.bytes.length, plan.maxBytes ?? Number.POSITIVE_INFINITY);
    return await smallestOf(formatsFor(plan, colours), encodeAs, enough);
  } catch (error) {
    throw decoderError(error, source);
  }
}

/** Those that are tried in any case, and those for an image that would be too large otherwise. */
type Formats = { first: readonly OutputFormat[]; further: readonly OutputFormat[] };

/** Where there is a choice, what has the colours of a palette is tried as PNG besides. */
function formatsFor({ format, alternatives }: Plan, colours: number | undefined): Formats {
  if (colours === undefined) return { first: [format], further: alternatives };
  return { first: [format, 'png'], further: alternatives.filter((other) => other !== 'png') };
}

async function smallestOf(
  { first, further }: Formats,
  encodeAs: (format: OutputFormat) => Promise<EncodedImage>,
  enough: number,
): Promise<EncodedImage> {
  let best: EncodedImage | undefined;
  for (const [index, format] of [...first, ...further].entries()) {
    if (best && index >= first.length && best.bytes.length <= enough) break;
    const encoded = await encodeAs(format);
    if (!best || encoded.bytes.length < best.bytes.length) best = encoded;
  }
  if (!best) throw new Error('There is no format to encode the image in.');
  return best;
}
