import { decline } from '../reading/declined.ts';
import { unitsOf } from '../reading/layout.ts';
import { readNextScan, type Scan } from '../reading/read-file.ts';
import type { Kernel } from './kernel.ts';
import { STATUSES } from './statuses.ts';
import { putHuffmanTables, putSteps, type Steps } from './tables.ts';

/**
 * Quantizes the only scan of a file while it is read. The kernel has its tokens then.
 * @param bytes the file, which the kernel has
 * @param steps of each component
 * @throws Declined when the data are not exactly those of the frame
 */
export function requantizeScan(kernel: Kernel, bytes: Uint8Array, scan: Scan, steps: readonly Steps[]): void {
  putHuffmanTables(kernel, scan);
  for (const [index, each] of steps.entries()) putSteps(kernel, index, each);
  kernel.clearMembers();
  for (const [index, { across, down }] of scan.frame.components.entries()) {
    kernel.addMember(index, across, down);
  }
  const { across, down } = unitsOf(scan.frame);
  check(kernel.requantizeScan(scan.data, across, down, scan.restartInterval || across * down));
  if (readNextScan(bytes, kernel.nextMarker(), scan)) decline('more than one scan of the same');
}

/** @throws Declined with what a number of the kernel means */
export function check(status: number): void {
  if (status !== 0) decline(STATUSES[status] ?? `the number ${status}`);
}
