/** How the numbers of a file become light: of a display, from 0 to 1, or of a scene or a display beyond the range of SDR. */
export type Transfer =
  | { kind: 'sdr'; toLinear: (value: number) => number }
  /** In units of the reference white of BT.2408, which has 203 cd/m². */
  | { kind: 'pq'; toLinear: (value: number) => number }
  /** Of the scene, from 0 to 1; BT.2100's OOTF makes it the display's. */
  | { kind: 'hlg'; toLinear: (value: number) => number };

/** Diffuse white of HDR, in cd/m² (ITU-R BT.2408). */
export const REFERENCE_WHITE = 203;

const sdr = (toLinear: (value: number) => number): Transfer => ({ kind: 'sdr', toLinear });
const power = (exponent: number) => sdr((value) => value ** exponent);

/** IEC 61966-2-1. */
export const SRGB_TRANSFER = sdr((value) =>
  value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
);

/**
 * What displays do with video of BT.709, BT.601 and BT.2020 (ITU-R BT.1886), and Chromium with pictures; the inverse of the
 * cameras' curve, which the same numbers name, would show darks far brighter.
 */
const BT1886 = power(2.4);

/** SMPTE ST 2084. */
function pqToLinear(value: number): number {
  const [m1, m2, c1, c2, c3] = [2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128];
  const root = value ** (1 / m2);
  return (10_000 / REFERENCE_WHITE) * (Math.max(root - c1, 0) / (c2 - c3 * root)) ** (1 / m1);
}

/** ITU-R BT.2100, table 5: the inverse of the OETF. */
function hlgToLinear(value: number): number {
  const [a, b, c] = [0.17883277, 0.28466892, 0.55991073];
  return value <= 0.5 ? value ** 2 / 3 : (Math.exp((value - c) / a) + b) / 12;
}

/** By their numbers in ITU-T H.273, table 3. What is not here no browser applies. */
export const TRANSFERS: Readonly<Record<number, Transfer>> = {
  1: BT1886,
  4: power(2.2),
  5: power(2.8),
  6: BT1886,
  7: sdr((value) => (value < 0.0912863 ? value / 4 : ((value + 0.11157219) / 1.11157219) ** (1 / 0.45))),
  8: power(1),
  11: BT1886,
  13: SRGB_TRANSFER,
  14: BT1886,
  15: BT1886,
  16: { kind: 'pq', toLinear: pqToLinear },
  17: sdr((value) => (52.37 / 48) * value ** 2.6),
  18: { kind: 'hlg', toLinear: hlgToLinear },
};

/** What the numbers are known as. */
export const TRANSFER_NAMES: Readonly<Record<number, string>> = {
  1: 'BT.709',
  4: 'gamma 2.2',
  5: 'gamma 2.8',
  6: 'BT.601',
  7: 'SMPTE 240M',
  8: 'linear',
  11: 'xvYCC',
  13: 'sRGB',
  14: 'BT.2020, 10 bits',
  15: 'BT.2020, 12 bits',
  16: 'PQ',
  17: 'SMPTE 428',
  18: 'HLG',
};

/** The curve of a gamma, as PNG's gAMA tells it: the exponent with which the file was written. */
export const gammaTransfer = (gamma: number): Transfer => power(1 / gamma);
