import type { Frame, ScanHeader } from './headers.ts';

const BLOCK = 8;

/** How many units (MCUs) there are across and down. */
export type Units = { across: number; down: number };

/** Each unit of the frame has as many blocks of a component as its sampling says (ITU-T T.81, A.2.3). */
export function unitsOf({ width, height, components }: Frame): Units {
  const across = Math.max(...components.map((component) => component.across));
  const down = Math.max(...components.map((component) => component.down));
  return { across: Math.ceil(width / (BLOCK * across)), down: Math.ceil(height / (BLOCK * down)) };
}

/** Those of a scan of a single component are blocks, without those that only fill up a unit of the frame (A.2.2). */
export function unitsOfScan({ members }: ScanHeader, frame: Frame): Units {
  const [only, ...others] = members;
  const component = only && frame.components[only.index];
  if (!component || others.length > 0) return unitsOf(frame);
  const across = Math.max(...frame.components.map((each) => each.across));
  const down = Math.max(...frame.components.map((each) => each.down));
  return {
    across: Math.ceil(Math.ceil((frame.width * component.across) / across) / BLOCK),
    down: Math.ceil(Math.ceil((frame.height * component.down) / down) / BLOCK),
  };
}
