import { readFileSync } from 'node:fs';
import { decline } from '../reading/declined.ts';

/** What is used of the standard global, which the library of TypeScript has only for browsers. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance<Exports> {
    constructor(module: Module);
    readonly exports: Exports;
  }
  class RuntimeError extends Error {}
}

/**
 * The loops over the coefficients, as WebAssembly compiled from kernel/. Its memory is a wall: whatever is in a file, nothing
 * outside of it is read or written. It has a limit, and grows with a file, but never shrinks; so a kernel that has become large
 * is given up as a whole. Addresses are offsets in the memory; kernel/requantizer.ts says what the functions do.
 */
export type Kernel = {
  memory: { readonly buffer: ArrayBuffer };
  open(bytes: number): number;
  huffmanTable(number: number): number;
  prepareDcTable(number: number): void;
  prepareAcTable(number: number): void;
  stepsAt(component: number): number;
  prepareComponent(number: number, isChrominance: number): void;
  halvedFrom(component: number): number;
  halvedTo(component: number): number;
  weights(): number;
  useTables(component: number, dc: number, ac: number): void;
  clearMembers(): void;
  addMember(component: number, across: number, down: number): void;
  requantizeScan(start: number, unitsAcross: number, unitsDown: number, interval: number): number;
  createPlane(component: number, across: number, down: number): number;
  describeScan(first: number, last: number, high: number, low: number, isProgressive: number): void;
  storeScan(start: number, unitsAcross: number, unitsDown: number, interval: number): number;
  nextMarker(): number;
  requantizePlanes(
    components: number,
    unitsAcross: number,
    unitsDown: number,
    orientation: number,
    halvesAcross: number,
    halvesDown: number,
  ): number;
  frequencies(): number;
  prepareWrittenCodes(number: number, table: number): void;
  writeTokens(tables: number): number;
  stuffBytes(): number;
};

const FILE = new URL('../../kernel/requantizer.wasm', import.meta.url);

/** A picture of two megapixels takes three of them. */
const MOST_BYTES_KEPT = 32 * 2 ** 20;

let module: WebAssembly.Module | undefined;
let kept: Kernel | undefined;

/**
 * Gives work a kernel, for one file.
 * @throws Declined when the kernel is stopped at a limit of its memory, or for another fault of ours: none of them is the file's
 */
export function withKernel<T>(work: (kernel: Kernel) => T): T {
  try {
    kept ??= start();
    return work(kept);
  } catch (error) {
    // The latter where there is no memory for an instance.
    if (!(error instanceof WebAssembly.RuntimeError || error instanceof RangeError)) throw error;
    kept = undefined;
    return decline(`${KERNEL_FAULT}: ${error.message}`);
  } finally {
    if (kept && kept.memory.buffer.byteLength > MOST_BYTES_KEPT) kept = undefined;
  }
}

/** No file should ever lead there. */
export const KERNEL_FAULT = 'a fault of the kernel';

function start(): Kernel {
  module ??= new WebAssembly.Module(readFileSync(FILE));
  return new WebAssembly.Instance<Kernel>(module).exports;
}
