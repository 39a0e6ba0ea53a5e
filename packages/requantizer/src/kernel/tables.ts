import { HALVING_WEIGHTS } from '../quantizing/halving-weights.ts';
import { decline } from '../reading/declined.ts';
import type { HuffmanTable } from '../reading/huffman-table.ts';
import type { QuantizationTable } from '../reading/quantization-table.ts';
import type { Scan } from '../reading/read-file.ts';
import type { Kernel } from './kernel.ts';

const STEPS = 64;

/** Of the tables for DC coefficients there are so many before those for AC coefficients. */
const DC_TABLES = 4;

/** Of a difference of DC coefficients, in any file (ITU-T T.81, H.1.2.2). */
const MOST_SIZE = 15;

/** What a component was quantized with, and what it will be. */
export type Steps = { from: QuantizationTable; to: QuantizationTable };

/** @returns the address */
export function putHuffmanTable(kernel: Kernel, number: number, table: HuffmanTable): number {
  const address = kernel.huffmanTable(number);
  const place = new Uint8Array(kernel.memory.buffer, address);
  place.set(table.counts);
  place.set(table.symbols, table.counts.length);
  return address;
}

/** Those of a scan, which its components may share. @throws Declined when there is none of a number */
export function putHuffmanTables(kernel: Kernel, { members, huffman, first, last, high }: Scan): void {
  const numbers = {
    dc: first === 0 && high === 0 ? members.map(({ dc }) => dc) : [],
    ac: last > 0 ? members.map(({ ac }) => ac) : [],
  };
  for (const number of new Set(numbers.dc)) {
    const table = huffman.dc[number] ?? decline('a scan without its DC table');
    // Decoders refuse the whole table, whether or not the symbol occurs.
    if (table.symbols.some((symbol) => symbol > MOST_SIZE)) decline('a DC table with symbols that are none');
    putHuffmanTable(kernel, number, table);
    kernel.prepareDcTable(number);
  }
  for (const number of new Set(numbers.ac)) {
    const table = huffman.ac[number] ?? decline('a scan without its AC table');
    putHuffmanTable(kernel, DC_TABLES + number, table);
    kernel.prepareAcTable(number);
  }
  for (const { index, dc, ac } of members) kernel.useTables(index, dc & 3, ac & 3);
}

export function putSteps(kernel: Kernel, component: number, { from, to }: Steps): void {
  const place = new Uint8Array(kernel.memory.buffer, kernel.stepsAt(component), 2 * STEPS);
  place.set(from);
  place.set(to, STEPS);
  kernel.prepareComponent(component, Math.min(component, 1));
}

/** Of a component that is quantized when it is halved: what comes of that stays as it is. */
export function putHalvedSteps(kernel: Kernel, component: number, { from, to }: Steps): void {
  const { buffer } = kernel.memory;
  new Uint8Array(buffer, kernel.halvedFrom(component), STEPS).set(from);
  new Uint8Array(buffer, kernel.halvedTo(component), STEPS).set(to);
  new Float32Array(buffer, kernel.weights(), STEPS).set(HALVING_WEIGHTS);
  putSteps(kernel, component, { from: to, to });
}
