import { Buffer } from 'node:buffer';
import { tooLarge } from '../faults.ts';

const SLAB_BYTES = 1024 * 1024;

/**
 * Many texts by their number, kept as UTF-8 in a few large buffers: as JavaScript strings they would take three times the
 * memory, and the collector's time.
 */
export class StringStore {
  readonly #slabs: Buffer[] = [];
  /** Where each text begins, counted over all slabs, and how long it is. */
  readonly #starts: number[] = [];
  readonly #lengths: number[] = [];
  readonly #limits: { maxStrings: number; maxStringBytes: number };
  #used = SLAB_BYTES;
  #bytes = 0;

  constructor(limits: { maxStrings: number; maxStringBytes: number }) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#starts.length;
  }

  /**
   * Keeps a text and gives its number, from 0.
   * @throws CatalogueError `workbook_too_large` at the limits
   */
  add(text: string): number {
    const { maxStrings, maxStringBytes } = this.#limits;
    const length = Buffer.byteLength(text);
    this.#bytes += length;
    if (this.size >= maxStrings) throw tooLarge(`The workbook has more than ${maxStrings} texts.`);
    if (this.#bytes > maxStringBytes) {
      throw tooLarge(`The texts of the workbook take more than ${maxStringBytes} bytes.`);
    }
    if (this.#used + length >= SLAB_BYTES) {
      this.#slabs.push(Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, length)));
      this.#used = 0;
    }
    const slab = this.#slabs.length - 1;
    this.#slabs[slab]?.write(text, this.#used);
    this.#starts.push(slab * SLAB_BYTES + this.#used);
    this.#lengths.push(length);
    this.#used += length;
    return this.size - 1;
  }

  get(index: number): string | undefined {
    const start = this.#starts[index];
    const length = this.#lengths[index];
    if (start === undefined || length === undefined) return undefined;
    const offset = start % SLAB_BYTES;
    return this.#slabs[Math.floor(start / SLAB_BYTES)]?.toString('utf8', offset, offset + length);
  }
}
