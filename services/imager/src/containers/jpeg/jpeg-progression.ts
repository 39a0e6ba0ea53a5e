import type { Frame, Scan } from './jpeg-headers.ts';

const COEFFICIENTS = 64;

/**
 * Whether the scans of a JPEG have sent every coefficient of every component down to its lowest bit. In a progressive one
 * (ITU-T T.81, G.1.1.1) that takes several scans; a sequential one sends a component at once, whatever its header says.
 */
export function isSent({ isProgressive, components }: Frame, scans: readonly Scan[]): boolean {
  return components.every(({ id }) => {
    const own = scans.filter(({ parts }) => parts.some((part) => part.id === id));
    if (!isProgressive) return own.length > 0;
    const lowest = own.filter(({ bit }) => bit === 0);
    const isIn = (index: number) => lowest.some(({ first, last }) => first <= index && index <= last);
    return Array.from({ length: COEFFICIENTS }, (_, index) => isIn(index)).every(Boolean);
  });
}
