/**
 * The text of a cell while it is read, which may be spread over several texts. Offsets count from its beginning. Of a
 * cell that is longer than any row may be, only the beginning is kept, and what stands in the present text.
 */
export class CellInHand {
  readonly #maxLength: number;
  #text = '';
  /** Where the cell, or the rest of it, begins in the present text. */
  #start = 0;
  #carry = '';
  #lastCode = 0;
  /** How much of the cell stood in earlier texts. */
  carried = 0;

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  /** A new cell begins at this place of the present text. */
  begin(at: number): void {
    this.#start = at;
    this.#carry = '';
    this.carried = 0;
  }

  /** The cell goes on in the next text. */
  goOnIn(text: string): void {
    this.#text = text;
    this.#start = 0;
  }

  /** The present text is read. */
  carryOver(): void {
    const { length } = this.#text;
    if (length > 0) this.#lastCode = this.#text.charCodeAt(length - 1);
    if (this.keeps(0) && this.carried <= this.#maxLength) this.#carry += this.#text.slice(this.#start);
    this.carried += length - this.#start;
  }

  /** The offset of a place in the present text. */
  offset(at: number): number {
    return this.carried + at - this.#start;
  }

  /** The place of an offset in the present text; negative where it stood in an earlier one. */
  place(offset: number): number {
    return offset < this.carried ? -1 : offset - this.carried + this.#start;
  }

  /** The character before a place in the present text. */
  codeBefore(at: number): number {
    return at > 0 ? this.#text.charCodeAt(at - 1) : this.#lastCode;
  }

  /** Whether everything from this offset on is there. */
  keeps(offset: number): boolean {
    return offset >= this.carried || this.#carry.length === this.carried;
  }

  slice(from: number, to: number): string {
    const shift = this.#start - this.carried;
    if (from >= this.carried) return this.#text.slice(from + shift, to + shift);
    const before = this.#carry.slice(from, to);
    return to > this.carried ? before + this.#text.slice(this.#start, to + shift) : before;
  }
}
