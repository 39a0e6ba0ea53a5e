import { declineSteps } from '../quantizing/decline-steps.ts';
import { decline } from '../reading/declined.ts';
import { countUnits } from '../reading/layout.ts';
import type { QuantizationTable } from '../reading/quantization-table.ts';
import type { JpegFile } from '../reading/read-file.ts';
import type { Kernel } from './kernel.ts';
import { STATUSES } from './statuses.ts';
import { putHuffmanTable, putSteps } from './tables.ts';

const AC_TABLES = 4;

/**
 * Quantizes the scan of a file, whose tokens the kernel has then.
 * @param tables for luminance, and for chrominance
 * @throws Declined when the data are not exactly those of the frame
 */
export function requantizeScan(
  file: JpegFile,
  bytes: Uint8Array,
  tables: readonly QuantizationTable[],
  kernel: Kernel,
): void {
  const room = kernel.open(bytes.length) || decline('a file that there is no memory for');
  new Uint8Array(kernel.memory.buffer).set(bytes, room);
  putTables(file, kernel);
  putComponents(file, tables, kernel);
  const units = countUnits(file.frame);
  const status = kernel.requantizeScan(file.data, units, file.restartInterval || units);
  if (status !== 0) decline(STATUSES[status] ?? 'something');
}

/** Components may share them. */
function putTables({ scan, huffman }: JpegFile, kernel: Kernel): void {
  for (const number of new Set(scan.map(({ dc }) => dc))) {
    putHuffmanTable(kernel, number, huffman.dc[number] ?? decline('a scan without its DC table'));
    kernel.prepareDcTable(number);
  }
  for (const number of new Set(scan.map(({ ac }) => ac))) {
    const table = huffman.ac[number] ?? decline('a scan without its AC table');
    putHuffmanTable(kernel, AC_TABLES + number, table);
    kernel.prepareAcTable(number);
  }
}

function putComponents(
  { frame, scan, quantization }: JpegFile,
  tables: readonly QuantizationTable[],
  kernel: Kernel,
): void {
  kernel.clearOrder();
  for (const [index, component] of frame.components.entries()) {
    const from =
      quantization[component.quantization] ?? decline('a component without its quantization table');
    const to = tables[Math.min(index, 1)] ?? from;
    declineSteps(from, to);
    putSteps(kernel, index, { from, to });
    const { dc = 0, ac = 0 } = scan[index] ?? {};
    kernel.addComponent(index, component.across * component.down, dc, ac, Math.min(index, 1));
  }
}
