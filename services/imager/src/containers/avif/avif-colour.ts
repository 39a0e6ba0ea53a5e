import { type Colour, colourOf, SRGB } from '../../colour/colour.ts';
import { ImageError } from '../../formats/image-error.ts';
import { type CodedColour, sequenceColour } from './av1-sequence.ts';
import { type Box, FULL_BOX } from './boxes.ts';
import type { Items } from './items.ts';

/**
 * Curves for which browsers take that of sRGB when they stand in an AVIF, since cameras and encoders write them where
 * nothing else is known: BT.709, BT.601, BT.1361 and BT.2020.
 */
export const TAKEN_FOR_SRGB: ReadonlySet<number> = new Set([1, 6, 11, 12, 14, 15]);
const SRGB_TRANSFER = 13;

/** Logarithmic curves, for which browsers show nothing. */
const UNSHOWN_TRANSFERS: ReadonlySet<number> = new Set([9, 10]);

/** ITU-T H.273, table 4, of which our decoder applies: RGB itself, unspecified, YCbCr by BT.709, BT.601 and BT.2020, and YCgCo. */
const MATRICES: ReadonlySet<number> = new Set([0, 1, 2, 4, 5, 6, 7, 8, 9]);

/** In units of 0.0001 cd/m². */
const LUMINANCE_UNITS = 10_000;

/**
 * The colours of the image that is shown, by its box `colr` or by AV1's own header.
 * @returns undefined where an ICC profile counts, or sRGB
 * @throws ImageError when the colours cannot be brought into a form that every browser shows rightly
 */
export function avifColour(bytes: Buffer, items: Items): Colour | undefined {
  if (items.primary === undefined) return undefined;
  const properties = [items.primary, ...tilesOf(items)].slice(0, 2).flatMap((id) => items.properties(id));
  const coded = nclxOf(bytes, properties) ?? sequenceColour(bytes, items, properties);
  if (coded && !MATRICES.has(coded.matrix)) throw unsupported('matrix coefficients', coded.matrix);
  if (hasProfile(bytes, properties) || !coded) return undefined;
  const { primaries, transfer } = coded;
  if (UNSHOWN_TRANSFERS.has(transfer)) throw unsupported('transfer characteristics', transfer);
  const taken = TAKEN_FOR_SRGB.has(transfer) ? SRGB_TRANSFER : transfer;
  const colour = colourOf({ primaries, transfer: taken });
  return colour && colour !== SRGB ? { ...colour, peak: peakOf(bytes, properties) } : undefined;
}

function unsupported(what: string, number: number): ImageError {
  const detail = `The AVIF image has colours in a form (${what} ${number} of ITU-T H.273) that cannot be converted.`;
  return new ImageError('unsupported_color', detail);
}

/** The images that the primary one is put together from. */
function tilesOf({ references, primary }: Items): readonly number[] {
  return references.find(({ type, from }) => type === 'dimg' && from === primary)?.to ?? [];
}

const kindOf = (bytes: Buffer, { start }: Box) => bytes.toString('latin1', start, start + 4);

function nclxOf(bytes: Buffer, properties: readonly Box[]): CodedColour | undefined {
  const box = properties.find((property) => property.type === 'colr' && kindOf(bytes, property) === 'nclx');
  if (!box || box.end - box.start < 10) return undefined;
  const [primaries, transfer, matrix] = [4, 6, 8].map((at) => bytes.readUInt16BE(box.start + at));
  return { primaries: primaries ?? 2, transfer: transfer ?? 2, matrix: matrix ?? 2 };
}

function hasProfile(bytes: Buffer, properties: readonly Box[]): boolean {
  return properties.some((box) => box.type === 'colr' && ['prof', 'rICC'].includes(kindOf(bytes, box)));
}

/** The brightest pixel, or else the brightest that the display of its maker shows (ISO/IEC 23008-12). */
function peakOf(bytes: Buffer, properties: readonly Box[]): number | undefined {
  const content = properties.find(({ type }) => type === 'clli');
  const display = properties.find(({ type }) => type === 'mdcv');
  const brightest =
    content && content.end - content.start >= FULL_BOX ? bytes.readUInt16BE(content.start) : 0;
  const shown = display && display.end - display.start >= 20 ? bytes.readUInt32BE(display.start + 16) : 0;
  return brightest || shown / LUMINANCE_UNITS || undefined;
}
