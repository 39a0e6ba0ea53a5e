import { Counter, Gauge, Histogram } from 'prom-client';
import {
  combinationsOf,
  type Declaration,
  isList,
  type Label,
  type LabelsOf,
  type MetricTable,
} from './declaration.ts';
import { registry } from './registry.ts';

/** Counts up. */
export type CounterOf<D extends Declaration> = { add(labels: LabelsOf<D>, by?: number): void };

/** A value that goes up and down, or is read when somebody asks. */
export type GaugeOf<D extends Declaration> = {
  set(labels: LabelsOf<D>, value: number): void;
  add(labels: LabelsOf<D>, by?: number): void;
  /** Has the values read each time that the metrics are asked for; where that fails, or takes two seconds, there are none. */
  readWith(read: () => Promise<Reading<D>[]> | Reading<D>[]): void;
};

export type Reading<D extends Declaration> = readonly [labels: LabelsOf<D>, value: number];

/** Counts values by size. */
export type HistogramOf<D extends Declaration> = { observe(labels: LabelsOf<D>, value: number): void };

export type InstrumentOf<D extends Declaration> = D extends { type: 'counter' }
  ? CounterOf<D>
  : D extends { type: 'gauge' }
    ? GaugeOf<D>
    : HistogramOf<D>;

export type Instruments<T extends MetricTable> = { readonly [K in keyof T]: InstrumentOf<T[K]> };

const OTHER = 'other';

/** One scrape may wait for a store that is away, and must still say everything else. */
const READING_TIMEOUT_MS = 2000;

/** What measures, for each metric of a table. To be called once for a table: a process has one registry. */
export function instrumentsOf<const T extends MetricTable>(table: T): Instruments<T> {
  const instruments = Object.entries(table).map(([key, declaration]) => [key, instrumentOf(declaration)]);
  return Object.fromEntries(instruments) as Instruments<T>;
}

type AnyLabels = Record<string, string>;

function instrumentOf(declaration: Declaration) {
  switch (declaration.type) {
    case 'counter':
      return counterOf(declaration);
    case 'gauge':
      return gaugeOf(declaration);
    case 'histogram':
      return histogramOf(declaration);
  }
}

const settingsOf = ({ name, help, labels = {} }: Declaration) => ({
  name,
  help,
  labelNames: Object.keys(labels),
  registers: [registry],
});

function counterOf(declaration: Extract<Declaration, { type: 'counter' }>) {
  const series = createSeries(declaration, (labels) => ({ labels, value: 0 }));
  new Counter({
    ...settingsOf(declaration),
    collect() {
      this.reset();
      for (const { labels, value } of series.all()) this.inc(labels, value);
    },
  });
  if (declaration.fromZero) for (const labels of combinationsOf(declaration.labels)) series.of(labels);
  return {
    add(labels: AnyLabels, by = 1) {
      // What is added here is told when somebody asks, who would be told nothing at all.
      if (!(Number.isFinite(by) && by >= 0))
        throw new RangeError(`${declaration.name} counts up, not by ${by}`);
      series.of(labels).value += by;
    },
  };
}

function gaugeOf(declaration: Declaration) {
  let read: (() => Promise<Reading<Declaration>[]> | Reading<Declaration>[]) | undefined;
  const bounded = boundsOf(declaration);
  const gauge = new Gauge({
    ...settingsOf(declaration),
    async collect() {
      if (!read) return;
      // What cannot be read is better missing than old.
      this.reset();
      if (!declaration.labels) this.remove();
      const readings = await read();
      for (const [labels, value] of readings) this.set(bounded(labels), value);
    },
  });
  // A gauge without labels would be there at 0 before anything has set it.
  if (!declaration.labels) gauge.remove();
  return {
    set: (labels: AnyLabels, value: number) => gauge.set(bounded(labels), value),
    add: (labels: AnyLabels, by = 1) => gauge.inc(bounded(labels), by),
    readWith(reading: NonNullable<typeof read>) {
      read = async () => {
        const late = Promise.withResolvers<Reading<Declaration>[]>();
        const timer = setTimeout(() => late.resolve([]), READING_TIMEOUT_MS);
        try {
          return await Promise.race([reading(), late.promise]);
        } catch {
          // Why it cannot be read is told by whoever needs it; a scrape would repeat it every few seconds.
          return [];
        } finally {
          clearTimeout(timer);
        }
      };
    },
  };
}

function histogramOf(declaration: Extract<Declaration, { type: 'histogram' }>) {
  const histogram = new Histogram({ ...settingsOf(declaration), buckets: [...declaration.buckets] });
  const series = createSeries(declaration, (labels) => histogram.labels(labels));
  return { observe: (labels: AnyLabels, value: number) => series.of(labels).observe(value) };
}

/**
 * What there is for each combination of labels that was measured, found by a text: objects of labels, each looked through
 * by us and by prom-client at each measurement, were 3 % of the notifier's time.
 */
function createSeries<T>(declaration: Declaration, begin: (labels: AnyLabels) => T) {
  const names = Object.keys(declaration.labels ?? {});
  const bounded = boundsOf(declaration);
  const series = new Map<string, T>();
  const keyOf = (labels: AnyLabels) => {
    let key = '';
    for (const name of names) key += `${labels[name]}\n`;
    return key;
  };
  return {
    all: () => series.values(),
    of(given: AnyLabels): T {
      const known = series.get(keyOf(given));
      if (known !== undefined) return known;
      const labels = bounded(given);
      const key = keyOf(labels);
      const one = series.get(key) ?? begin(labels);
      series.set(key, one);
      return one;
    },
  };
}

/** Holds labels to the values that they may take, and their combinations to as many as there may be. */
function boundsOf({ labels = {}, atMost }: Declaration): (labels: AnyLabels) => AnyLabels {
  const checks = Object.entries(labels).map(([name, label]) => [name, boundOf(label)] as const);
  const admitsSet = atMost === undefined ? undefined : atMostOf(atMost);
  return (given) => {
    const kept: AnyLabels = {};
    for (const [name, admits] of checks) kept[name] = admits(given[name] ?? '') ? (given[name] ?? '') : OTHER;
    if (!admitsSet || admitsSet(Object.values(kept).join('\n'))) return kept;
    return Object.fromEntries(checks.map(([name]) => [name, OTHER]));
  };
}

function boundOf(label: Label): (value: string) => boolean {
  if (!isList(label)) return atMostOf(label.atMost);
  const values = new Set(label);
  return (value) => values.has(value);
}

/** Admits the first so many different values. */
function atMostOf(most: number): (value: string) => boolean {
  const seen = new Set<string>();
  return (value) => {
    if (seen.has(value)) return true;
    if (seen.size >= most) return false;
    seen.add(value);
    return true;
  };
}
