import type { Report } from './report/report.ts';
import type { Row } from './report/rows.ts';
import type { System, SystemOptions } from './system/system.ts';

export type Bench = {
  name: string;
  /** One line of what it measures. */
  what: string;
  run(context: BenchContext): Promise<Row[]>;
};

export type BenchContext = {
  /** Starts stores and services of their own; they are stopped when it is disposed of. */
  startSystem(options?: SystemOptions): Promise<System>;
  /** Measured and reference are run so often, in turn. */
  runs: number;
  /** Scales the work down for a quick look: 1 is the size that the goals are meant for. */
  scale: number;
  /** Reports progress to whoever waits. */
  say: Report['say'];
};
