import { decline } from '../reading/declined.ts';
import type { Frame } from '../reading/headers.ts';
import type { JpegFile } from '../reading/read-file.ts';

const BLOCK = 8;

/** How many units (MCUs) the frame has: each has as many blocks of a component as its sampling says (ITU-T T.81, A.2.3). */
export function countUnits({ width, height, components }: Frame): number {
  const across = Math.max(...components.map((component) => component.across));
  const down = Math.max(...components.map((component) => component.down));
  return Math.ceil(width / (BLOCK * across)) * Math.ceil(height / (BLOCK * down));
}

/** How many blocks a unit has. */
export function countBlocks({ components }: Frame): number {
  return components.reduce((sum, { across, down }) => sum + across * down, 0);
}

/** So many units between two restart markers, with where their data begin, and the bit behind them. */
type Interval = { units: number; start: number; end: number };

/** @throws Declined when there are more restart markers than the units need, or fewer (E.2.4) */
export function intervalsOf({ frame, restartInterval, data: { ends } }: JpegFile): Interval[] {
  const units = countUnits(frame);
  const most = restartInterval || units;
  if (ends.length !== Math.ceil(units / most)) decline('restart markers in other places');
  return ends.map((end, index) => {
    const start = ends[index - 1] ?? 0;
    return { units: Math.min(most, units - index * most), start, end };
  });
}
