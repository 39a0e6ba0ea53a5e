/**
 * Whether an ICC profile (ICC.1:2010) says no more than that colours are sRGB, as those do that cameras and editors write most.
 * Numbers that were converted by such a profile would be the same to within half a step of 255.
 */
export function isSrgbProfile(icc: Buffer): boolean {
  try {
    return describesSrgb(icc);
  } catch (error) {
    // The profile ends before it should.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** What red, green and blue are in the profile connection space, whose white is D50. */
const COLORANTS = {
  rXYZ: [0.4361, 0.2225, 0.0139],
  gXYZ: [0.3851, 0.7169, 0.0971],
  bXYZ: [0.1431, 0.0606, 0.7141],
} as const;
const COLORANT_TOLERANCE = 0.001;
const CURVES = ['rTRC', 'gTRC', 'bTRC'] as const;
/** A table for the way to the connection space goes before curves and colorants (8.3). */
const TABLES = ['A2B0', 'A2B1', 'A2B2', 'D2B0', 'D2B1', 'D2B2', 'D2B3'];

function describesSrgb(icc: Buffer): boolean {
  const kinds = [icc.toString('latin1', 16, 20), icc.toString('latin1', 20, 24)];
  if (kinds[0] !== 'RGB ' || kinds[1] !== 'XYZ ') return false;
  const tags = tagsOf(icc);
  if (TABLES.some((name) => tags.has(name))) return false;
  const hasColorants = Object.entries(COLORANTS).every(([name, wanted]) => {
    const tag = tags.get(name);
    return (
      tag && wanted.every((value, index) => Math.abs(fixed(tag, 8 + 4 * index) - value) < COLORANT_TOLERANCE)
    );
  });
  return hasColorants && CURVES.every((name) => isSrgbCurve(tags.get(name)));
}

const MOST_TAGS = 100;

function tagsOf(icc: Buffer): Map<string, Buffer> {
  const tags = new Map<string, Buffer>();
  const count = Math.min(icc.readUInt32BE(128), MOST_TAGS);
  for (let at = 132; at < 132 + 12 * count; at += 12) {
    const start = icc.readUInt32BE(at + 4);
    tags.set(icc.toString('latin1', at, at + 4), icc.subarray(start, start + icc.readUInt32BE(at + 8)));
  }
  return tags;
}

function isSrgbCurve(tag: Buffer | undefined): boolean {
  const linear = tag && curveOf(tag);
  if (!linear) return false;
  for (let value = 0; value <= 255; value++) {
    // A damaged formula may give NaN, of which no comparison is true.
    if (!(Math.abs(255 * toSrgb(linear(value / 255)) - value) < 0.5)) return false;
  }
  return true;
}

type Curve = (value: number) => number;

function curveOf(tag: Buffer): Curve | undefined {
  const kind = tag.toString('latin1', 0, 4);
  if (kind === 'curv') return tableCurve(tag);
  // The other kinds of formula have no straight part, or one that sRGB does not need (10.16).
  return kind === 'para' && tag.readUInt16BE(8) === 3 ? formulaCurve(tag) : undefined;
}

function tableCurve(tag: Buffer): Curve | undefined {
  const last = tag.readUInt32BE(8) - 1;
  // A single number is an exponent.
  if (last < 1) return undefined;
  const entry = (index: number) => tag.readUInt16BE(12 + 2 * Math.min(last, index)) / 0xffff;
  return (value) => {
    const place = value * last;
    const index = Math.floor(place);
    return entry(index) + (place - index) * (entry(index + 1) - entry(index));
  };
}

function formulaCurve(tag: Buffer): Curve {
  const [g = 0, a = 0, b = 0, c = 0, d = 0] = [12, 16, 20, 24, 28].map((offset) => fixed(tag, offset));
  return (value) => (value >= d ? (a * value + b) ** g : c * value);
}

/** IEC 61966-2-1. */
const toSrgb: Curve = (linear) =>
  linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;

/** s15Fixed16Number. */
const fixed = (tag: Buffer, offset: number) => tag.readInt32BE(offset) / 0x10000;
