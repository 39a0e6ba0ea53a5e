import type { Timing } from '../timing.ts';

export type Query = {
  expr: (time: Timing) => string;
  /** What a line is called, with labels in double braces. */
  legend: string;
};

export type Panel = {
  title: string;
  /** What is not plain from the title. */
  about?: string;
  /** A unit of Grafana's. */
  unit: 'short' | 'ops' | 'reqps' | 's' | 'bytes' | 'Bps' | 'percentunit';
  max?: number;
  queries: readonly Query[];
};

export type Row = { title: string; panels: readonly Panel[] };

/** The rate of a counter over five minutes, summed up by labels. */
export const rateBy =
  (labels: string, selector: string) =>
  ({ minutes }: Timing) =>
    `sum${labels && ` by (${labels})`} (rate(${selector}[${minutes(5)}]))`;

/** A quantile of a histogram over five minutes, by labels. */
export const quantileBy =
  (quantile: number, labels: string, histogram: string, matchers = '') =>
  ({ minutes }: Timing) =>
    `histogram_quantile(${quantile}, sum by (${['le', labels].filter(Boolean).join(', ')}) (rate(${histogram}_bucket${matchers}[${minutes(5)}])))`;
