const WORDS_PER_ID = 3;
const MAX_LOAD = 0.75;

/** A table that grows is there twice for a moment: of many small ones, one at a time. */
const TABLES = 64;

/**
 * The set of image ids of a request, in 12 bytes each (16 to 32 with the free slots): three million images take about 75 MB,
 * where a Set of strings takes half a gigabyte. It keeps 96 of an id's 128 bits; that two of ten million images share them has
 * a probability below 10^-15. Disposing of it gives the memory back at once: megabytes would otherwise wait for a
 * collection of garbage that has no reason to come soon.
 */
export class UniqueImages implements Disposable {
  readonly #tables = Array.from({ length: TABLES }, () => new Table());

  /** How many different ids were added. */
  get size(): number {
    return this.#tables.reduce((total, { size }) => total + size, 0);
  }

  /**
   * Adds an image id (hex digits of a hash, at least 24).
   * @returns whether it is new
   */
  add(imageId: string): boolean {
    // A slot of zeros is a free one, so the first word is never zero.
    const [a, b, c] = [wordAt(imageId, 0) || 1, wordAt(imageId, 8), wordAt(imageId, 16)];
    const table = this.#tables[c % TABLES];
    return table?.add(a, b, c) ?? false;
  }

  [Symbol.dispose](): void {
    for (const table of this.#tables) table[Symbol.dispose]();
  }
}

class Table implements Disposable {
  #slots = new Uint32Array(16 * WORDS_PER_ID);
  size = 0;

  add(a: number, b: number, c: number): boolean {
    if (this.size >= (this.#slots.length / WORDS_PER_ID) * MAX_LOAD) this.#grow();
    const added = insert(this.#slots, a, b, c);
    if (added) this.size++;
    return added;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    for (let slot = 0; slot < old.length; slot += WORDS_PER_ID) {
      const first = old[slot] ?? 0;
      if (first !== 0) insert(this.#slots, first, old[slot + 1] ?? 0, old[slot + 2] ?? 0);
    }
    free(old);
  }

  [Symbol.dispose](): void {
    free(this.#slots);
  }
}

function free(slots: Uint32Array<ArrayBuffer>): void {
  slots.buffer.transfer(0);
}

/** Puts the three words of an id into the next free slot, unless they are there. The ids are hashes themselves. */
function insert(slots: Uint32Array, a: number, b: number, c: number): boolean {
  const mask = slots.length / WORDS_PER_ID - 1;
  for (let index = b & mask; ; index = (index + 1) & mask) {
    const slot = index * WORDS_PER_ID;
    if (slots[slot] === 0) {
      slots[slot] = a;
      slots[slot + 1] = b;
      slots[slot + 2] = c;
      return true;
    }
    if (slots[slot] === a && slots[slot + 1] === b && slots[slot + 2] === c) return false;
  }
}

/** Eight hex digits as a number; `parseInt` of a slice takes several times as long. */
function wordAt(hex: string, start: number): number {
  let word = 0;
  for (let index = start; index < start + 8; index++) {
    const code = hex.charCodeAt(index);
    // Digits are 0x30 to 0x39, letters 0x41 or 0x61 and up: bit 6 tells them apart.
    word = (word << 4) | ((code & 0xf) + (code >> 6) * 9);
  }
  return word >>> 0;
}
