/**
 * What a process measures, declared as data: a table in each package and service, next to the code that it measures. The
 * instruments derive from it, and so does docs/metrics.md.
 */

/**
 * The values that a label takes. Either all of them are known, or there is a bound on how many there may be. Whatever is
 * beyond it counts as `other`, so that no client can add series without end.
 */
export type Label = readonly string[] | { readonly of: string; readonly atMost: number };

export type Labels = Readonly<Record<string, Label>>;

type Declared = {
  /** As Prometheus has it: https://prometheus.io/docs/practices/naming/ */
  readonly name: string;
  /** A sentence for whoever reads the metric, with the unit. */
  readonly help: string;
  readonly labels?: Labels;
  /** The most combinations of labels, where far from all that are possible occur; whatever is beyond counts as `other`. */
  readonly atMost?: number;
};

/** One metric. */
export type Declaration =
  | (Declared & {
      readonly type: 'counter';
      /** Every series is there from the start, at 0, so that the first increase is seen as one. */
      readonly fromZero?: boolean;
    })
  | (Declared & { readonly type: 'gauge' })
  | (Declared & {
      readonly type: 'histogram' /** Upper bounds, in ascending order. */;
      readonly buckets: readonly number[];
    });

export type MetricTable = Readonly<Record<string, Declaration>>;

/** The labels that a measurement names. A list of values that are all known admits these alone. */
export type LabelsOf<D extends Declaration> = D extends { labels: infer L extends Labels }
  ? { [K in keyof L]: L[K] extends readonly (infer V)[] ? V : string }
  : Record<string, never>;

/** Every combination of the values of labels that are all known; none where one is not. */
export function combinationsOf(labels: Labels = {}): Record<string, string>[] {
  return Object.entries(labels).reduce<Record<string, string>[]>(
    (sets, [name, values]) =>
      isList(values) ? sets.flatMap((set) => values.map((value) => ({ ...set, [name]: value }))) : [],
    [{}],
  );
}

/** How many series a metric has at most, in one process; a histogram has one for each bucket, and three beside them. */
export function mostSeriesOf({ labels = {}, atMost = Infinity, ...declaration }: Declaration): number {
  const possible = Object.values(labels).reduce(
    (product, label) => product * (isList(label) ? label.length : label.atMost + 1),
    1,
  );
  const sets = Math.min(possible, atMost + 1);
  return declaration.type === 'histogram' ? sets * (declaration.buckets.length + 3) : sets;
}

export const isList = (label: Label): label is readonly string[] => Array.isArray(label);
