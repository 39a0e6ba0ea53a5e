import { quoted } from '../faults.ts';
import type { CatalogueRecord } from '../record.ts';
import { CellInHand } from './cell-in-hand.ts';
import { RowInHand } from './row-in-hand.ts';

export type SplitRules = {
  delimiter: string;
  /** A row with more characters than this is reported as too large; what goes beyond is not kept. */
  maxLength: number;
  /** Whether a line that stands inside quotes reads like a row of its own, so that a quote above was not closed. */
  isRow: (line: string) => boolean;
};

/** A quoted cell beyond this is one whose closing quote is missing, though no line in it looks like a row. */
const MAX_QUOTED_LENGTH = 4 * 1024 * 1024;

const [QUOTE, CR, LF, SPACE, BACKSLASH, MARK] = [0x22, 0x0d, 0x0a, 0x20, 0x5c, 0xfeff];
const NONE = -1;

/** Blanks around quotes: space, tab, no-break space, byte order mark. */
const isBlank = (code: number) => code === SPACE || code === 0x09 || code === 0xa0 || code === MARK;

/**
 * - `start`: before a cell, or in the blanks before it
 * - `plain`: in a cell without quotes, or behind a closing quote that did not close
 * - `quoted`: between quotes
 * - `quotes`: in a run of quotes between quotes
 * - `closed`: behind what may be the closing quote
 */
type State = 'start' | 'plain' | 'quoted' | 'quotes' | 'closed';

/**
 * Splits text into rows in one pass, each character looked at once. Lines end with LF, CRLF or CR, also mixed. Quotes
 * are read as RFC 4180 has them and, beyond that, as people and programs write them:
 * - blanks may stand before an opening and behind a closing quote;
 * - a quote in the middle of an unquoted cell (24" lamp) is text, and so is one that closes a cell in the middle of it;
 * - a quote behind a backslash is text, backslash included, where the cell goes on behind it: PHP's fputcsv does not
 *   double it;
 * - a quote is taken for one that was not closed once a line inside reads like a row, or a quoted cell begins there. The
 *   row is reported, and that line is a row of its own.
 * Blank lines are no rows.
 */
export class RecordSplitter {
  readonly #rules: SplitRules;
  readonly #delimiter: number;
  readonly #row: RowInHand;
  readonly #cell: CellInHand;

  #records: CatalogueRecord[] = [];
  #text = '';
  #at = 0;
  #state: State = 'start';
  /** The line of what comes next. */
  #line = 1;
  #skipsLf = false;

  // Of the quoted cell in hand; offsets count from where the cell begins.
  #quoteLine = 0;
  #quoteAt = NONE;
  #firstBreak = NONE;
  #innerLine = NONE;
  #runAt = 0;
  #run = 0;
  #behindBackslash = false;
  #closeAt = 0;
  #looseFrom = NONE;

  #escapesByBackslash = false;

  constructor(rules: SplitRules) {
    this.#rules = rules;
    this.#delimiter = rules.delimiter.charCodeAt(0);
    this.#row = new RowInHand(rules.maxLength);
    this.#cell = new CellInHand(rules.maxLength);
  }

  /** The line of a row that has no end, as soon as that is certain: nothing behind it can be read. */
  get unreadableFrom(): number | null {
    return this.#quoteAt !== NONE && this.#cell.carried > MAX_QUOTED_LENGTH ? this.#row.line : null;
  }

  /** Takes the next text of the file; gives the rows that end in it. */
  push(text: string): CatalogueRecord[] {
    this.#take(text);
    this.#scan();
    this.#cell.carryOver();
    return this.#taken();
  }

  /** Gives the last rows, once everything was pushed. */
  end(): CatalogueRecord[] {
    this.#take('');
    while (!this.#finish()) this.#scan();
    return this.#taken();
  }

  #take(text: string): void {
    this.#text = text;
    this.#at = 0;
    this.#cell.goOnIn(text);
  }

  #taken(): CatalogueRecord[] {
    const records = this.#records;
    this.#records = [];
    return records;
  }

  #scan(): void {
    while (this.#at < this.#text.length) {
      if (this.#state === 'start') this.#start();
      else if (this.#state === 'plain') this.#plain();
      else if (this.#state === 'quoted') this.#quoted();
      else if (this.#state === 'quotes') this.#quotes();
      else this.#closed();
    }
  }

  #start(): void {
    const text = this.#text;
    let at = this.#at;
    if (this.#skipsLf) {
      this.#skipsLf = false;
      if (text.charCodeAt(at) === LF) this.#cell.begin(++at);
    }
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        this.#openQuote(at);
        at++;
        break;
      }
      if ((code === LF || code === CR) && this.#cell.offset(at) === 0 && this.#row.isEmpty) {
        at = this.#skipBlankLine(at, code);
        continue;
      }
      if (!isBlank(code) || code === this.#delimiter) {
        this.#at = at;
        this.#state = 'plain';
        this.#plain();
        return;
      }
      // Where files were put together, each begins with its mark.
      if (code === MARK && this.#row.isEmpty && this.#cell.offset(at) === 0) this.#cell.begin(at + 1);
    }
    this.#at = at;
  }

  /** Where the line ends: a file of nothing else is to cost no more than one of rows. */
  #skipBlankLine(at: number, code: number): number {
    const isPair = code === CR && this.#text.charCodeAt(at + 1) === LF;
    const end = isPair ? at + 1 : at;
    this.#skipsLf = code === CR && end + 1 === this.#text.length && !isPair;
    this.#line++;
    this.#row.line = this.#line;
    this.#cell.begin(end + 1);
    return end;
  }

  #openQuote(at: number): void {
    this.#state = 'quoted';
    this.#quoteAt = this.#cell.offset(at);
    this.#quoteLine = this.#line;
    this.#firstBreak = NONE;
    this.#innerLine = NONE;
  }

  #plain(): void {
    const text = this.#text;
    const delimiter = this.#delimiter;
    for (let at = this.#at; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code !== delimiter && code !== LF && code !== CR) continue;
      this.#endCell(at, code);
      return;
    }
    this.#at = text.length;
  }

  #quoted(): void {
    const text = this.#text;
    let at = this.#at;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        this.#state = 'quotes';
        this.#runAt = this.#cell.offset(at);
        this.#run = 0;
        this.#behindBackslash = this.#cell.codeBefore(at) === BACKSLASH;
        break;
      }
      if ((code === LF || code === CR) && this.#breaksOff(at, code)) return;
    }
    this.#at = at;
  }

  /** Counts a line that ends inside quotes; whether it was a row of its own, which then is what is read next. */
  #breaksOff(at: number, code: number): boolean {
    const offset = this.#cell.offset(at);
    if (code === LF && this.#cell.codeBefore(at) === CR) {
      this.#innerLine = offset + 1;
      return false;
    }
    if (this.#innerLineIsRow(offset)) {
      this.#giveUpQuote();
      return true;
    }
    this.#line++;
    if (this.#firstBreak === NONE) this.#firstBreak = offset;
    this.#innerLine = offset + 1;
    return false;
  }

  #innerLineIsRow(end: number): boolean {
    const start = this.#innerLine;
    if (start === NONE || end <= start || !this.#cell.keeps(start)) return false;
    return this.#rules.isRow(this.#cell.slice(start, end));
  }

  #quotes(): void {
    const text = this.#text;
    let at = this.#at;
    while (at < text.length && text.charCodeAt(at) === QUOTE) at++;
    this.#run += at - this.#at;
    this.#at = at;
    if (at < text.length) this.#judgeRun(text.charCodeAt(at));
  }

  /** Pairs in a run of quotes are quotes of the text. One that remains closes the cell, if its end follows. */
  #judgeRun(next: number): void {
    const isEnd = next === this.#delimiter || next === LF || next === CR || next === NONE;
    const closes = this.#run % 2 === 1 || (isEnd && this.#behindBackslash && this.#escapesByBackslash);
    this.#state = closes ? 'closed' : 'quoted';
    this.#closeAt = this.#runAt + this.#run - 1;
  }

  #closed(): void {
    const text = this.#text;
    for (let at = this.#at; at < text.length; at++) {
      const code = text.charCodeAt(at);
      const isEnd = code === this.#delimiter || code === LF || code === CR;
      if (!isEnd && isBlank(code)) continue;
      if (isEnd) this.#endCell(at, code);
      else this.#goOnBehindQuote(at);
      return;
    }
    this.#at = text.length;
  }

  /** A cell goes on behind what may have been its closing quote. */
  #goOnBehindQuote(at: number): void {
    this.#at = at;
    if (this.#behindBackslash) {
      this.#escapesByBackslash = true;
      this.#state = 'quoted';
    } else if (this.#quoteBeginsCell()) {
      this.#giveUpQuote();
    } else {
      this.#looseFrom = this.#closeAt;
      this.#state = 'plain';
      this.#row.doubt();
    }
  }

  /** Whether the quote stands where a cell of a later line begins. */
  #quoteBeginsCell(): boolean {
    if (this.#innerLine === NONE || !this.#cell.keeps(this.#innerLine)) return false;
    const before = this.#cell.slice(this.#innerLine, this.#runAt);
    let end = before.length;
    while (end > 0 && before.charCodeAt(end - 1) === SPACE) end--;
    return end === 0 || before.charCodeAt(end - 1) === this.#delimiter;
  }

  /** Reports the row in hand, and goes on with the line in hand: it is a row of its own. */
  #giveUpQuote(): void {
    const place = this.#cell.place(this.#innerLine);
    const carried = place < 0 ? this.#cell.slice(this.#innerLine, this.#cell.carried) : '';
    this.#endUnclosed(this.#line - 1);
    if (carried !== '') this.#take(carried + this.#text);
    this.#begin(Math.max(0, place));
  }

  #endUnclosed(lastLine: number): void {
    const end = this.#firstBreak === NONE ? this.#cell.carried : this.#firstBreak;
    const shown = this.#cell.slice(0, end);
    const lines = lastLine > this.#quoteLine ? `, which takes the lines up to ${lastLine} with it` : '';
    this.#row.add(shown, shown.length);
    this.#row.refuse(`A quote is opened and not closed${lines}: ${quoted(shown.trimStart())}.`);
    this.#endRow();
  }

  #endCell(at: number, code: number): void {
    const cell = this.#cell;
    const end = cell.offset(at);
    this.#row.add(this.#cellText(end), end);
    let next = at + 1;
    if (code !== this.#delimiter) {
      this.#line++;
      if (code === CR && next === this.#text.length) this.#skipsLf = true;
      else if (code === CR && this.#text.charCodeAt(next) === LF) next++;
      this.#endRow();
    }
    this.#begin(next);
  }

  #cellText(end: number): string {
    const cell = this.#cell;
    if (this.#quoteAt === NONE) return cell.slice(0, end);
    if (this.#looseFrom === NONE) return unescaped(cell.slice(this.#quoteAt + 1, this.#closeAt));
    const before = unescaped(cell.slice(this.#quoteAt + 1, this.#looseFrom));
    return `"${before}${cell.slice(this.#looseFrom, end)}`;
  }

  #begin(at: number): void {
    this.#at = at;
    this.#cell.begin(at);
    this.#state = 'start';
    this.#quoteAt = NONE;
    this.#looseFrom = NONE;
  }

  #endRow(): void {
    const record = this.#row.end(this.#line);
    if (record) this.#records.push(record);
  }

  /** Ends the row in hand with the file; false when there is more to read behind a quote that was given up. */
  #finish(): boolean {
    if (this.#state === 'quotes') this.#judgeRun(NONE);
    const end = this.#cell.offset(this.#text.length);
    if (this.#state === 'quoted') {
      if (this.#innerLineIsRow(end)) {
        this.#giveUpQuote();
        return false;
      }
      this.#endUnclosed(end === this.#innerLine ? this.#line - 1 : this.#line);
    } else if (end > 0 || !this.#row.isEmpty) {
      this.#row.add(this.#cellText(end), end);
      this.#endRow();
    }
    return true;
  }
}

const unescaped = (text: string) => (text.includes('""') ? text.replaceAll('""', '"') : text);
