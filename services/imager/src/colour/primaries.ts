/** Where red, green, blue and white lie in the CIE diagram. */
export type Primaries = {
  red: readonly [x: number, y: number];
  green: readonly [x: number, y: number];
  blue: readonly [x: number, y: number];
  white: readonly [x: number, y: number];
};

const D65 = [0.3127, 0.329] as const;
const C = [0.31, 0.316] as const;
const SMPTE_170M = { red: [0.63, 0.34], green: [0.31, 0.595], blue: [0.155, 0.07], white: D65 } as const;

/** By their numbers in ITU-T H.273, table 2. */
export const PRIMARIES: Readonly<Record<number, Primaries>> = {
  1: { red: [0.64, 0.33], green: [0.3, 0.6], blue: [0.15, 0.06], white: D65 },
  4: { red: [0.67, 0.33], green: [0.21, 0.71], blue: [0.14, 0.08], white: C },
  5: { red: [0.64, 0.33], green: [0.29, 0.6], blue: [0.15, 0.06], white: D65 },
  6: SMPTE_170M,
  7: SMPTE_170M,
  8: { red: [0.681, 0.319], green: [0.243, 0.692], blue: [0.145, 0.049], white: C },
  9: { red: [0.708, 0.292], green: [0.17, 0.797], blue: [0.131, 0.046], white: D65 },
  10: { red: [1, 0], green: [0, 1], blue: [0, 0], white: [1 / 3, 1 / 3] },
  11: { red: [0.68, 0.32], green: [0.265, 0.69], blue: [0.15, 0.06], white: [0.314, 0.351] },
  12: { red: [0.68, 0.32], green: [0.265, 0.69], blue: [0.15, 0.06], white: D65 },
  22: { red: [0.63, 0.34], green: [0.295, 0.605], blue: [0.155, 0.077], white: D65 },
};

/** What the numbers are known as. */
export const PRIMARY_NAMES: Readonly<Record<number, string>> = {
  1: 'BT.709, sRGB',
  4: 'BT.470 System M',
  5: 'BT.470 System B, G',
  6: 'SMPTE 170M',
  7: 'SMPTE 240M',
  8: 'generic film',
  9: 'BT.2020',
  10: 'CIE XYZ',
  11: 'DCI-P3',
  12: 'Display P3',
  22: 'EBU 3213',
};

export const SRGB_PRIMARIES: Primaries = {
  red: [0.64, 0.33],
  green: [0.3, 0.6],
  blue: [0.15, 0.06],
  white: D65,
};
export const BT2020_PRIMARIES: Primaries = {
  red: [0.708, 0.292],
  green: [0.17, 0.797],
  blue: [0.131, 0.046],
  white: D65,
};

/** Row by row. */
export type Matrix = readonly [number, number, number, number, number, number, number, number, number];

/** Bradford's cone responses, by which the ICC adapts one white to another (ICC.1, annex E). */
const BRADFORD: Matrix = [0.8951, 0.2664, -0.1614, -0.7502, 1.7135, 0.0367, 0.0389, -0.0685, 1.0296];

/**
 * Linear light of one set of primaries in another, white becoming white.
 * @returns undefined when the primaries span no colours
 */
export function betweenPrimaries(from: Primaries, to: Primaries): Matrix | undefined {
  const toXyz = xyzOf(from);
  const target = xyzOf(to);
  const fromXyz = target && inverse(target);
  const bradford = inverse(BRADFORD);
  if (!toXyz || !fromXyz || !bradford) return undefined;
  const source = cones(from);
  const wanted = cones(to);
  const scale: Matrix = [
    wanted[0] / source[0],
    0,
    0,
    0,
    wanted[1] / source[1],
    0,
    0,
    0,
    wanted[2] / source[2],
  ];
  const matrix = [fromXyz, bradford, scale, BRADFORD, toXyz].reduce(product);
  return matrix.every(Number.isFinite) ? matrix : undefined;
}

function xyzOf({ red, green, blue, white }: Primaries): Matrix | undefined {
  const columns = [red, green, blue].map(([x, y]) => [x, y, 1 - x - y] as const);
  const [r, g, b] = columns;
  if (!r || !g || !b) return undefined;
  const unscaled: Matrix = [r[0], g[0], b[0], r[1], g[1], b[1], r[2], g[2], b[2]];
  const back = inverse(unscaled);
  if (!back) return undefined;
  const [sr, sg, sb] = times(back, whiteXyz(white));
  return product(unscaled, [sr, 0, 0, 0, sg, 0, 0, 0, sb]);
}

const whiteXyz = ([x, y]: readonly [number, number]) => [x / y, 1, (1 - x - y) / y] as const;
const cones = ({ white }: Primaries) => times(BRADFORD, whiteXyz(white));

type Vector = readonly [number, number, number];

/** A matrix times a column. */
export function times([a, b, c, d, e, f, g, h, i]: Matrix, [x, y, z]: Vector): [number, number, number] {
  return [a * x + b * y + c * z, d * x + e * y + f * z, g * x + h * y + i * z];
}

function product(left: Matrix, [a, b, c, d, e, f, g, h, i]: Matrix): Matrix {
  const [x1, y1, z1] = times(left, [a, d, g]);
  const [x2, y2, z2] = times(left, [b, e, h]);
  const [x3, y3, z3] = times(left, [c, f, i]);
  return [x1, x2, x3, y1, y2, y3, z1, z2, z3];
}

function inverse([a, b, c, d, e, f, g, h, i]: Matrix): Matrix | undefined {
  const determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
  if (!Number.isFinite(determinant) || Math.abs(determinant) < 1e-9) return undefined;
  const cofactors: Matrix = [
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ];
  const [p, q, r, s, t, u, v, w, x] = cofactors;
  const k = 1 / determinant;
  return [p * k, q * k, r * k, s * k, t * k, u * k, v * k, w * k, x * k];
}
