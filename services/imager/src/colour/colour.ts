import { PRIMARIES, type Primaries, SRGB_PRIMARIES } from './primaries.ts';
import { SRGB_TRANSFER, TRANSFERS, type Transfer } from './transfer.ts';

/** What the numbers of a file mean, where that is neither sRGB nor told by an ICC profile. */
export type Colour = {
  primaries: Primaries;
  transfer: Transfer;
  /** The brightest light that an HDR image says it has, in cd/m². */
  peak?: number | undefined;
};

/** Code points of ITU-T H.273, as cICP chunks and nclx boxes have them. */
export type CodePoints = { primaries: number; transfer: number };

export const SRGB: Colour = { primaries: SRGB_PRIMARIES, transfer: SRGB_TRANSFER };

/** @returns undefined for what is unspecified or unknown, which browsers take for sRGB */
export function colourOf({ primaries, transfer }: CodePoints): Colour | undefined {
  const known = { primaries: PRIMARIES[primaries], transfer: TRANSFERS[transfer] };
  if (!known.primaries || !known.transfer) return undefined;
  if (primaries === 1 && known.transfer === SRGB_TRANSFER) return SRGB;
  return { primaries: known.primaries, transfer: known.transfer };
}
