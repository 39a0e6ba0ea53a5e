import type { CellInHand } from './cell-in-hand.ts';
import { SPACE } from './characters.ts';

const NONE = -1;

/** Where the quotes and line breaks of the cell in hand stand. Offsets count from where the cell begins. */
export class Quoting {
  readonly #cell: CellInHand;
  #openAt = NONE;
  #firstBreak = NONE;
  #innerLine = NONE;
  #runAt = 0;
  #run = 0;
  #closeAt = 0;
  #looseFrom = NONE;
  /** On which the quote was opened. */
  line = 0;
  /** Whether the last run of quotes stands behind a backslash. */
  isBehindBackslash = false;

  constructor(cell: CellInHand) {
    this.#cell = cell;
  }

  get isOpen(): boolean {
    return this.#openAt !== NONE;
  }

  /** Where the last line inside begins; negative while there is one only. */
  get innerLine(): number {
    return this.#innerLine;
  }

  /** A cell begins. */
  clear(): void {
    this.#openAt = NONE;
    this.#looseFrom = NONE;
  }

  open(offset: number, line: number): void {
    this.#openAt = offset;
    this.line = line;
    this.#firstBreak = NONE;
    this.#innerLine = NONE;
  }

  /** A line inside ends at this offset. */
  breakLine(offset: number): void {
    if (this.#firstBreak === NONE) this.#firstBreak = offset;
    this.#innerLine = offset + 1;
  }

  /** The LF of a CRLF belongs to the line break before it. */
  widenBreak(): void {
    this.#innerLine++;
  }

  beginRun(offset: number, isBehindBackslash: boolean): void {
    this.#runAt = offset;
    this.#run = 0;
    this.isBehindBackslash = isBehindBackslash;
  }

  goOnRun(quotes: number): void {
    this.#run += quotes;
    this.#closeAt = this.#runAt + this.#run - 1;
  }

  /** Whether one quote of the run remains when its pairs are taken away. */
  get isOdd(): boolean {
    return this.#run % 2 === 1;
  }

  /** The closing quote was none: the cell goes on without quotes. */
  loosen(): void {
    this.#looseFrom = this.#closeAt;
  }

  /** The last line inside, up to an offset; null where it is the first, or not kept. */
  lineTo(end: number): string | null {
    const start = this.#innerLine;
    return start === NONE || !this.#cell.keeps(start) ? null : this.#cell.slice(start, end);
  }

  /** Whether the last run of quotes stands where a cell of a later line begins. */
  beginsCell(delimiter: number): boolean {
    const before = this.lineTo(this.#runAt);
    if (before === null) return false;
    let end = before.length;
    while (end > 0 && before.charCodeAt(end - 1) === SPACE) end--;
    return end === 0 || before.charCodeAt(end - 1) === delimiter;
  }

  /** The first line of a cell whose quote is not closed. */
  firstLine(): string {
    return this.#cell.slice(0, this.#firstBreak === NONE ? this.#cell.carried : this.#firstBreak);
  }

  /** What the cell says, which ends at this offset. */
  textTo(end: number): string {
    const cell = this.#cell;
    if (this.#openAt === NONE) return cell.slice(0, end);
    if (this.#looseFrom === NONE) return unescaped(cell.slice(this.#openAt + 1, this.#closeAt));
    const before = unescaped(cell.slice(this.#openAt + 1, this.#looseFrom));
    return `"${before}${cell.slice(this.#looseFrom, end)}`;
  }
}

const unescaped = (text: string) => (text.includes('""') ? text.replaceAll('""', '"') : text);
