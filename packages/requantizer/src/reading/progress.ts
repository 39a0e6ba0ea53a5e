import { decline } from './declined.ts';
import type { Frame, ScanHeader } from './headers.ts';

/** What has been read of each coefficient of each component: how many of its lowest bits are missing yet. */
export type Progress = number[][];

const COEFFICIENTS = 64;
const UNREAD = -1;

/** Encoders leave out three at most. With more than this a coefficient could leave the numbers that the kernel stores. */
const MOST_LOW_BITS = 7;

/** Encoders write ten of them, or twenty at most. */
const MOST_SCANS = 64;

export function createProgress({ components }: Frame): Progress {
  return components.map(() => Array<number>(COEFFICIENTS).fill(UNREAD));
}

/**
 * Takes note of a scan.
 * @param count how many there were before it
 * @throws Declined for a scan that does not follow on those before it (ITU-T T.81, G.1.1.1)
 */
export function noteScan(progress: Progress, frame: Frame, scan: ScanHeader, count: number): void {
  if (count >= MOST_SCANS) decline('too many scans');
  if (frame.isProgressive) checkParts(scan);
  else if (scan.first !== 0 || scan.last !== 63 || scan.high !== 0 || scan.low !== 0) {
    decline('a scan of some of the coefficients');
  }
  for (const { index } of scan.members) {
    const bits = progress[index] ?? [];
    if (scan.first > 0 && bits[0] === UNREAD) decline('AC coefficients before the DC coefficient');
    for (let place = scan.first; place <= scan.last; place++) {
      const missing = scan.high === 0 ? UNREAD : scan.high;
      if (bits[place] !== missing) decline('a scan out of its order');
      bits[place] = scan.low;
    }
  }
}

/** DC coefficients come by themselves, AC coefficients one component after the other, and of both one bit after the other. */
function checkParts({ first, last, high, low, members }: ScanHeader): void {
  if (last >= COEFFICIENTS || first > last) decline('a scan of no coefficients');
  if (first === 0 && last !== 0) decline('a scan of both DC and AC coefficients');
  if (first > 0 && members.length > 1) decline('AC coefficients of several components');
  if (low > MOST_LOW_BITS || (high > 0 && high !== low + 1)) decline('a scan out of its order');
}

/** @throws Declined when anything is missing, which decoders would make up */
export function checkComplete(progress: Progress): void {
  if (progress.some((bits) => bits.some((missing) => missing !== 0))) decline('coefficients that never came');
}
