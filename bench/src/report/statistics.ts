/** @throws RangeError when there are no values */
export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/**
 * The value below which so many percent of the values lie, by the nearest rank; for the median of an even number the
 * mean of the two in the middle.
 */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (percent / 100) * sorted.length;
  const low = sorted[Math.max(0, Math.ceil(rank) - 1)];
  const high = sorted[Math.min(sorted.length - 1, Math.floor(rank))];
  if (low === undefined || high === undefined) throw new RangeError('a percentile of nothing');
  return percent === 50 ? (low + high) / 2 : low;
}

export type Pair = { measured: number; reference: number };

/** The ratio of two times as that of two speeds: above 1 what is measured is the faster. */
export const fasterBy = ({ measured, reference }: Pair): number => reference / measured;

/**
 * Runs the reference and what is measured in turn, so that both meet the same noise of the machine.
 * @returns the medians of both, and the median of the ratios of each pair
 */
export async function interleave(
  runs: number,
  sides: { measured: () => Promise<number>; reference: () => Promise<number> },
  ratioOf: (pair: Pair) => number,
): Promise<Pair & { ratio: number }> {
  const pairs: Pair[] = [];
  for (let run = 0; run < runs; run++) {
    // Whoever comes second may find warmer caches: they take turns in that as well.
    const measuredFirst = run % 2 === 1;
    const first = measuredFirst ? await sides.measured() : await sides.reference();
    const second = measuredFirst ? await sides.reference() : await sides.measured();
    pairs.push(
      measuredFirst ? { measured: first, reference: second } : { measured: second, reference: first },
    );
  }
  return {
    measured: median(pairs.map(({ measured }) => measured)),
    reference: median(pairs.map(({ reference }) => reference)),
    ratio: median(pairs.map(ratioOf)),
  };
}
