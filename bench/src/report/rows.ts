/** A figure with its unit, as it stands in the table. */
export type Figure = { value: number; unit: string };

/** What a ratio or figure has to be for the goal to be met. */
export type Goal = { atLeast: number } | { atMost: number };

/** One line of the table: a thing that was measured, in turn with what it is held against. */
export type Row = {
  what: string;
  measured: Figure;
  /** What it is held against; null for a goal that is a figure of its own. */
  reference: (Figure & { what: string }) | null;
  /** The figure that the goal is about: a ratio, or the measured value when there is no reference. */
  ratio: number;
  /** Null for a figure that is only to be known. */
  goal: Goal | null;
};

export const isMet = ({ ratio, goal }: Pick<Row, 'ratio' | 'goal'>): boolean | null => {
  if (!goal) return null;
  return 'atLeast' in goal ? ratio >= goal.atLeast : ratio <= goal.atMost;
};

/** A line about images a second, from the milliseconds that both sides took for them. */
export const throughputRow = (
  { what, images, reference, goal }: { what: string; images: number; reference: string; goal: Goal | null },
  times: { measured: number; reference: number; ratio: number },
): Row => ({
  what,
  measured: { value: images / (times.measured / 1000), unit: 'images/s' },
  reference: { value: images / (times.reference / 1000), unit: 'images/s', what: reference },
  ratio: times.ratio,
  goal,
});
