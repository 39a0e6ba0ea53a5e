import { Buffer } from 'node:buffer';
import { tooLarge } from '../faults.ts';

const SLAB_BYTES = 1024 * 1024;
const STARTS_PER_PAGE = 64 * 1024;

/**
 * Many texts by their number, kept as UTF-8 in a few large buffers: as JavaScript strings they would take three times the
 * memory, and the collector's time.
 */
export class StringStore {
  readonly #limits: { maxStrings: number; maxStringBytes: number };
  readonly #slabs: Buffer[] = [];
  /** How much of each slab is used. */
  readonly #used: number[] = [];
  /** Where each text begins, counted over all slabs as if each had its usual size. A text ends where the next begins. */
  readonly #starts: Uint32Array[] = [];
  #size = 0;
  #bytes = 0;

  constructor(limits: { maxStrings: number; maxStringBytes: number }) {
    this.#limits = limits;
  }

  /**
   * Keeps a text and gives its number, from 0.
   * @throws CatalogueError `workbook_too_large` at the limits
   */
  add(text: string): number {
    const { maxStrings, maxStringBytes } = this.#limits;
    const length = Buffer.byteLength(text);
    this.#bytes += length;
    if (this.#size >= maxStrings) throw tooLarge(`The workbook has more than ${maxStrings} texts.`);
    if (this.#bytes > maxStringBytes) {
      throw tooLarge(`The texts of the workbook take more than ${maxStringBytes} bytes.`);
    }
    const slab = this.#slabFor(length);
    const offset = this.#used[slab] ?? 0;
    this.#slabs[slab]?.write(text, offset);
    this.#used[slab] = offset + length;
    return this.#note(slab * SLAB_BYTES + offset);
  }

  get(index: number): string | undefined {
    const start = this.#startOf(index);
    if (start === undefined) return undefined;
    const slab = Math.floor(start / SLAB_BYTES);
    const base = slab * SLAB_BYTES;
    const next = this.#startOf(index + 1);
    const isInSlab = next !== undefined && next < base + SLAB_BYTES;
    return this.#slabs[slab]?.toString('utf8', start - base, isInSlab ? next - base : this.#used[slab]);
  }

  /** The slab that a text of this length goes to; one that would fill the last slab begins another. */
  #slabFor(length: number): number {
    const last = this.#slabs.length - 1;
    if (last >= 0 && (this.#used[last] ?? 0) + length < SLAB_BYTES) return last;
    this.#slabs.push(Buffer.allocUnsafeSlow(Math.max(SLAB_BYTES, length)));
    this.#used.push(0);
    return last + 1;
  }

  #note(start: number): number {
    const index = this.#size++;
    if (index % STARTS_PER_PAGE === 0) this.#starts.push(new Uint32Array(STARTS_PER_PAGE));
    const page = this.#starts[this.#starts.length - 1];
    if (page) page[index % STARTS_PER_PAGE] = start;
    return index;
  }

  #startOf(index: number): number | undefined {
    if (!(index >= 0 && index < this.#size)) return undefined;
    return this.#starts[Math.floor(index / STARTS_PER_PAGE)]?.[index % STARTS_PER_PAGE];
  }
}
