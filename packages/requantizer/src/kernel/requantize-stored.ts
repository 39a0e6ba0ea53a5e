import type { Halving } from '../reading/accept.ts';
import { decline } from '../reading/declined.ts';
import type { Frame } from '../reading/headers.ts';
import { unitsOf, unitsOfScan } from '../reading/layout.ts';
import { checkComplete, createProgress, noteScan } from '../reading/progress.ts';
import { readNextScan, type Scan } from '../reading/read-file.ts';
import type { Kernel } from './kernel.ts';
import { check } from './requantize-scan.ts';
import { putHalvedSteps, putHuffmanTables, putSteps, type Steps } from './tables.ts';

/** What becomes of a picture besides, and the frame of what is written. */
export type Change = { orientation: number; halving: Halving; frame: Frame };

/**
 * Reads all scans of a file into the memory of the kernel, and quantizes them in the order in which they are written. The
 * kernel has the tokens then.
 * @param bytes the file, which the kernel has
 * @param steps of each component
 * @throws Declined when the data are not exactly those of the frame
 */
export function requantizeStored(
  kernel: Kernel,
  bytes: Uint8Array,
  first: Scan,
  steps: readonly Steps[],
  { orientation, halving, frame }: Change,
): void {
  createPlanes(kernel, first.frame);
  storeScans(kernel, bytes, first);
  const isHalved = halving.across || halving.down;
  for (const [index, each] of steps.entries()) {
    if (isHalved && index > 0) putHalvedSteps(kernel, index, each);
    else putSteps(kernel, index, each);
  }
  const { across, down } = unitsOf(frame);
  const [halvesAcross, halvesDown] = [Number(halving.across), Number(halving.down)];
  check(
    kernel.requantizePlanes(frame.components.length, across, down, orientation, halvesAcross, halvesDown),
  );
}

function createPlanes(kernel: Kernel, frame: Frame): void {
  const units = unitsOf(frame);
  for (const [index, { across, down }] of frame.components.entries()) {
    if (kernel.createPlane(index, units.across * across, units.down * down) === 0) {
      decline('more coefficients than there is memory for');
    }
  }
}

function storeScans(kernel: Kernel, bytes: Uint8Array, first: Scan): void {
  const { frame } = first;
  const progress = createProgress(frame);
  let count = 0;
  for (let scan: Scan | undefined = first; scan; scan = readNextScan(bytes, kernel.nextMarker(), scan)) {
    noteScan(progress, frame, scan, count++);
    putHuffmanTables(kernel, scan);
    putMembers(kernel, scan);
    kernel.describeScan(scan.first, scan.last, scan.high, scan.low, Number(frame.isProgressive));
    const { across, down } = unitsOfScan(scan, frame);
    check(kernel.storeScan(scan.data, across, down, scan.restartInterval || across * down));
  }
  checkComplete(progress);
}

/** A unit of a scan of a single component is a block. */
function putMembers(kernel: Kernel, { members, frame }: Scan): void {
  kernel.clearMembers();
  for (const { index } of members) {
    const { across = 1, down = 1 } = (members.length > 1 && frame.components[index]) || {};
    kernel.addMember(index, across, down);
  }
}
