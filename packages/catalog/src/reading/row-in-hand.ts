import { asBefore } from '../csv-text.ts';
import type { CatalogueRecord, RecordFlaw } from '../record.ts';

/** The header cannot have more columns than this (it travels in an event); cells beyond are not kept. */
export const MAX_CELLS = 32_768;

const UNDOUBLED_QUOTE: RecordFlaw = {
  code: 'malformed_row',
  detail: 'A quote inside a quoted cell is not doubled.',
  certain: false,
};

/** The cells of a row as they come, within bounds. */
export class RowInHand {
  /** On which the row begins. */
  line = 1;
  readonly #maxLength: number;
  #cells: string[] = [];
  #length = 0;
  #flaw: RecordFlaw | undefined;

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  get isEmpty(): boolean {
    return this.#cells.length === 0;
  }

  /** @param length what the cell takes in the file, of which not everything may have been kept */
  add(cell: string, length: number): void {
    this.#length += length + 1;
    if (this.#cells.length < MAX_CELLS)
      this.#cells.push(this.#length - length <= this.#maxLength ? cell : '');
    else this.#flaw ??= malformed(`The row has more than ${MAX_CELLS} cells.`);
  }

  /** A quoted cell goes on behind its closing quote. */
  doubt(): void {
    this.#flaw ??= UNDOUBLED_QUOTE;
  }

  refuse(detail: string): void {
    this.#flaw = malformed(detail);
  }

  /**
   * Ends the row; null when nothing stands in it.
   * @param nextLine on which the next row begins
   */
  end(nextLine: number): CatalogueRecord | null {
    const { line } = this;
    // Each cell counts one more than what stands in it.
    const isBlank = this.#length === this.#cells.length;
    const cells = isBlank ? this.#cells : asBefore(this.#cells);
    const flaw = this.#length > this.#maxLength ? this.#tooLarge() : this.#flaw;
    this.line = nextLine;
    this.#cells = [];
    this.#length = 0;
    this.#flaw = undefined;
    if (flaw) return { line, cells, flaw };
    return isBlank ? null : { line, cells };
  }

  #tooLarge(): RecordFlaw {
    if (this.#flaw?.certain) return this.#flaw;
    const detail = `The row has ${this.#length} characters; at most ${this.#maxLength} bytes are allowed.`;
    return { code: 'row_too_large', detail, certain: true };
  }
}

const malformed = (detail: string): RecordFlaw => ({ code: 'malformed_row', detail, certain: true });
