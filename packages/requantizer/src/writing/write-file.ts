import type { Kernel } from '../kernel/kernel.ts';
import { putHuffmanTable } from '../kernel/tables.ts';
import { decline } from '../reading/declined.ts';
import type { Frame } from '../reading/headers.ts';
import type { HuffmanTable } from '../reading/huffman-table.ts';
import { MARKER } from '../reading/markers.ts';
import type { QuantizationTable } from '../reading/quantization-table.ts';
import { optimalTable } from './optimal-codes.ts';

type Output = { frame: Frame; quantization: QuantizationTable[] };

/** As many as a Huffman table can have. */
const SYMBOLS = 256;

/**
 * Writes a baseline JPEG of one scan with Huffman tables made for it: JFIF, as libjpeg does.
 * @param kernel where the scan has been requantized
 * @throws Declined when there is not enough memory
 */
export function writeFile({ frame, quantization }: Output, kernel: Kernel): Buffer {
  const tables = Array.from({ length: 2 * quantization.length }, (_, number) => {
    const start = kernel.frequencies() + 4 * SYMBOLS * number;
    return optimalTable(new Int32Array(kernel.memory.buffer, start, SYMBOLS));
  });
  const headers = Buffer.concat([
    Buffer.of(0xff, MARKER.SOI),
    segment(MARKER.APP0, [...Buffer.from('JFIF\0'), 1, 1, 1, 0, 72, 0, 72, 0, 0]),
    ...quantization.map((table, number) => segment(MARKER.DQT, [number, ...table])),
    segment(MARKER.SOF0, frameHeader(frame)),
    ...tables.map((table, number) => segment(MARKER.DHT, huffmanTable(table, number))),
    segment(MARKER.SOS, scanHeader(frame)),
  ]);
  const scan = writeScan(tables, kernel);
  const file = Buffer.allocUnsafeSlow(headers.length + scan.length + 2);
  headers.copy(file);
  file.set(scan, headers.length);
  file.writeUInt16BE(0xff00 | MARKER.EOI, headers.length + scan.length);
  return file;
}

/** In the memory of the kernel. */
function writeScan(tables: readonly HuffmanTable[], kernel: Kernel): Uint8Array {
  for (const [number, table] of tables.entries())
    kernel.prepareWrittenCodes(number, putHuffmanTable(kernel, number, table));
  const bytes = kernel.writeTokens(tables.length);
  if (bytes === 0) decline('more data than there is memory for');
  return new Uint8Array(kernel.memory.buffer, kernel.stuffBytes(), bytes);
}

function frameHeader({ width, height, components }: Frame): number[] {
  const parts = components.flatMap(({ across, down }, index) => [
    index + 1,
    (across << 4) | down,
    Math.min(index, 1),
  ]);
  return [8, height >> 8, height & 0xff, width >> 8, width & 0xff, components.length, ...parts];
}

/** Tables with even numbers are for DC coefficients, the others for AC. */
function huffmanTable({ counts, symbols }: HuffmanTable, number: number): number[] {
  return [((number & 1) << 4) | (number >> 1), ...counts, ...symbols];
}

function scanHeader({ components }: Frame): number[] {
  const parts = components.flatMap((_, index) => [index + 1, index === 0 ? 0x00 : 0x11]);
  return [components.length, ...parts, 0, 63, 0];
}

function segment(marker: number, content: number[]): Buffer {
  const length = content.length + 2;
  return Buffer.from([0xff, marker, length >> 8, length & 0xff, ...content]);
}
