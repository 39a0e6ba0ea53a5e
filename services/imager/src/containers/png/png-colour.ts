import { type Colour, colourOf, SRGB } from '../../colour/colour.ts';
import { type Primaries, SRGB_PRIMARIES } from '../../colour/primaries.ts';
import { gammaTransfer } from '../../colour/transfer.ts';

/** Of the chunks that say what the colours are, the content of the first of each kind. */
export type ColourChunks = ReadonlyMap<string, Buffer>;

export const COLOUR_CHUNKS: ReadonlySet<string> = new Set([
  'cICP',
  'iCCP',
  'sRGB',
  'gAMA',
  'cHRM',
  'mDCV',
  'cLLI',
]);

/**
 * gAMA in units of 1/100 000: alone, one that is within 5 % of 1/2.2 stands for the curve of sRGB. Browsers convert only what
 * libpng takes for significant (PNG_GAMMA_THRESHOLD), and writers round in many ways: 45000, 45454, 45470.
 */
const SCREEN_GAMMA = 2.2;
const GAMMA_THRESHOLD = 0.05;

/** In units of 0.0001 cd/m². */
const LUMINANCE_UNITS = 10_000;

/**
 * The colours by the first that is there of cICP, iCCP, sRGB, and gAMA with cHRM (PNG, third edition, 4.3).
 * @returns undefined where an ICC profile counts, or sRGB
 */
export function pngColour(chunks: ColourChunks): Colour | undefined {
  const coded = codedColour(chunks.get('cICP'));
  // libvips would apply a profile that stands beside.
  if (coded === SRGB) return chunks.has('iCCP') ? SRGB : undefined;
  if (coded) return { ...coded, peak: peakOf(chunks) };
  if (chunks.has('iCCP') || chunks.has('sRGB')) return undefined;
  return measuredColour(chunks.get('gAMA'), chunks.get('cHRM'));
}

/** Browsers pass over one that is not of RGB with the full range of numbers. */
function codedColour(data: Buffer | undefined): Colour | undefined {
  if (data?.length !== 4) return undefined;
  const [primaries = 2, transfer = 2, matrix, fullRange] = data;
  return matrix === 0 && fullRange === 1 ? colourOf({ primaries, transfer }) : undefined;
}

/** The brightest pixel, or else the brightest that the display of its maker shows. */
function peakOf(chunks: ColourChunks): number | undefined {
  const content = chunks.get('cLLI');
  const display = chunks.get('mDCV');
  const brightest = content && content.length >= 4 ? content.readUInt32BE(0) / LUMINANCE_UNITS : 0;
  const shown = display && display.length >= 20 ? display.readUInt32BE(16) / LUMINANCE_UNITS : 0;
  return brightest || shown || undefined;
}

/** Without gAMA browsers pass over cHRM. */
function measuredColour(gama: Buffer | undefined, chrm: Buffer | undefined): Colour | undefined {
  const gamma = gama?.length === 4 ? gama.readUInt32BE(0) : 0;
  const primaries = chrm && primariesOf(chrm);
  if (gamma === 0 || (isThatOfScreens(gamma) && !primaries)) return undefined;
  return { primaries: primaries ?? SRGB_PRIMARIES, transfer: gammaTransfer(gamma / 100_000) };
}

const isThatOfScreens = (gamma: number) => Math.abs((gamma / 100_000) * SCREEN_GAMMA - 1) <= GAMMA_THRESHOLD;

function primariesOf(data: Buffer): Primaries | undefined {
  if (data.length !== 32) return undefined;
  const point = (index: number) =>
    [data.readUInt32BE(8 * index) / 100_000, data.readUInt32BE(8 * index + 4) / 100_000] as const;
  return { white: point(0), red: point(1), green: point(2), blue: point(3) };
}
