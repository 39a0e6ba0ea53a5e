import type { HuffmanTable } from '../reading/huffman-table.ts';
import type { QuantizationTable } from '../reading/quantization-table.ts';
import type { Kernel } from './kernel.ts';

const STEPS = 64;

/** @param number from 0 for DC tables, from 4 for AC tables. @returns the address */
export function putHuffmanTable(
  { memory, huffmanTable }: Kernel,
  number: number,
  table: HuffmanTable,
): number {
  const address = huffmanTable(number);
  const place = new Uint8Array(memory.buffer, address);
  place.set(table.counts);
  place.set(table.symbols, table.counts.length);
  return address;
}

/** What a component was quantized with, and what it will be. */
export function putSteps(
  { memory, stepsAt }: Kernel,
  component: number,
  { from, to }: { from: QuantizationTable; to: QuantizationTable },
): void {
  const place = new Uint8Array(memory.buffer, stepsAt(component), 2 * STEPS);
  place.set(from);
  place.set(to, STEPS);
}
