/** Something that grows with the quality, at a few qualities; in between it is nearly straight. Logarithms, so that pictures differ by a sum. */
export type Curve = readonly Point[];
export type Point = readonly [quality: number, value: number];

/**
 * The quality at which a picture has a value, by what it has at others: the two that are closest give the slope, one alone
 * that of the curve, and the curve itself has to do while nothing is known.
 */
export function qualityOn(curve: Curve, wanted: number, known: readonly Point[]): number {
  const [nearest, other] = known.toSorted(([, a], [, b]) => Math.abs(a - wanted) - Math.abs(b - wanted));
  if (!nearest) return qualityAt(curve, wanted);
  const slope = other ? slopeBetween(curve, nearest, other) : 1;
  return qualityAt(curve, valueAt(curve, nearest[0]) + (wanted - nearest[1]) / slope);
}

/** How much faster than the curve a picture grows; what no picture does is an accident of the two. */
function slopeBetween(curve: Curve, a: Point, b: Point): number {
  const slope = (a[1] - b[1]) / (valueAt(curve, a[0]) - valueAt(curve, b[0]));
  return Number.isFinite(slope) ? Math.min(2, Math.max(0.4, slope)) : 1;
}

const valueAt = (curve: Curve, quality: number): number => between(curve, quality, 0, 1);
const qualityAt = (curve: Curve, value: number): number => between(curve, value, 1, 0);

function between(curve: Curve, at: number, from: 0 | 1, to: 0 | 1): number {
  const next = curve.findIndex((point) => point[from] >= at);
  const [low, high] = [curve.at(Math.max(0, next - 1)), curve.at(next)];
  if (!low || !high) return 0;
  if (next < 0) return high[to];
  if (next === 0) return low[to];
  return low[to] + ((at - low[from]) / (high[from] - low[from])) * (high[to] - low[to]);
}
