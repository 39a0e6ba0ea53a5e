import type { Frame } from './headers.ts';

const BLOCK = 8;

/** How many units (MCUs) the frame has: each has as many blocks of a component as its sampling says (ITU-T T.81, A.2.3). */
export function countUnits({ width, height, components }: Frame): number {
  const across = Math.max(...components.map((component) => component.across));
  const down = Math.max(...components.map((component) => component.down));
  return Math.ceil(width / (BLOCK * across)) * Math.ceil(height / (BLOCK * down));
}
