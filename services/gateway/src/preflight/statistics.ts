/** An estimate, and between what the truth is in about nineteen of twenty cases. */
export type Range = { low: number; likely: number; high: number };

export const median = (values: readonly number[]): number | undefined => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [lower, upper] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return lower === undefined || upper === undefined ? undefined : (lower + upper) / 2;
};

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;

/** Of Student's distribution, two-sided 95 %, by degrees of freedom; beyond the table as of the normal one. */
const T_95 = [12.7, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.2, 2.18, 2.16, 2.14, 2.13];

/** How much the sizes of one shop's pictures differ, before any was seen: the variance of their logarithms, and as how many it counts. */
const PRIOR = { variance: 0.5, weight: 3 } as const;

export type Stratum = {
  /** How many there are. */
  count: number;
  /** Those that were seen. */
  seen: readonly number[];
};

/**
 * A total, from samples of several groups. Groups of which nothing was seen are taken to be like all others. How much the values
 * differ is learnt from them together, beginning with what is usual, so that few samples give a wide range; the range is
 * one of a factor, as sizes are skewed; what was seen in full adds nothing to it.
 * @returns null when nothing was seen
 */
export function estimateTotal(strata: readonly Stratum[]): Range | null {
  const all = strata.flatMap(({ seen }) => seen);
  if (all.length === 0) return null;
  const overall = mean(all);
  const meanOf = ({ seen }: Stratum) => (seen.length > 0 ? mean(seen) : overall);
  const likely = sum(strata.map((stratum) => stratum.count * meanOf(stratum)));
  if (likely === 0) return { low: 0, likely: 0, high: 0 };
  const { variation, freedom } = variationOf(strata);
  const variance = sum(
    strata.map((stratum) => {
      const { count, seen } = stratum;
      const unseen = Math.max(0, count - seen.length);
      // Of a group that nobody saw, even its mean is a guess.
      const ofMean = seen.length > 0 ? (variation ** 2 / seen.length) * (unseen / count) : 1 + variation ** 2;
      return count === 0 ? 0 : (count * meanOf(stratum)) ** 2 * ofMean;
    }),
  );
  const relative = Math.sqrt(variance) / likely;
  const factor = Math.exp(Math.min(MOST_EXPONENT, relative * (T_95[freedom - 1] ?? 2)));
  const certain = sum(strata.flatMap(({ seen }) => seen));
  return { low: Math.max(certain, likely / factor), likely, high: likely * factor };
}

/** Beyond a factor of twenty a range says nothing. */
const MOST_EXPONENT = 3;

/** The standard deviation as a part of the mean, by the logarithms within each group, and on how much it rests. */
function variationOf(strata: readonly Stratum[]): { variation: number; freedom: number } {
  const groups = strata
    .map(({ seen }) => seen.map((value) => Math.log(Math.max(1, value))))
    .filter(({ length }) => length > 1);
  const squares = groups.flatMap((logs) => logs.map((log) => (log - mean(logs)) ** 2));
  const freedom = squares.length - groups.length + PRIOR.weight;
  const variance = (sum(squares) + PRIOR.weight * PRIOR.variance) / freedom;
  return { variation: Math.sqrt(Math.exp(variance) - 1), freedom };
}
