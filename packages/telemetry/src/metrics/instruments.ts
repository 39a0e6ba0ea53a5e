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
export type CounterOf<D extends Declaration> = {
  add(labels: LabelsOf<D>, by?: number): void;
  /** Counts under the same labels each time: for what happens so often that to look them up would cost as much as it does. */
  series(labels: LabelsOf<D>): () => void;
};

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
  const series: { labels: AnyLabels; added: number }[] = [];
  const counter = new Counter({
    ...settingsOf(declaration),
    collect() {
      for (const one of series) {
        if (one.added > 0) this.inc(one.labels, one.added);
        one.added = 0;
      }
    },
  });
  const bounded = boundsOf(declaration);
  if (declaration.fromZero) for (const labels of combinationsOf(declaration.labels)) counter.inc(labels, 0);
  return {
    add: (labels: AnyLabels, by = 1) => counter.inc(bounded(labels), by),
    series(labels: AnyLabels) {
      const one = { labels: bounded(labels), added: 0 };
      series.push(one);
      return () => {
        one.added += 1;
      };
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
  const bounded = boundsOf(declaration);
  return { observe: (labels: AnyLabels, value: number) => histogram.observe(bounded(labels), value) };
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
