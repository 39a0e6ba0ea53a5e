import { quoted } from '../faults.ts';
import type { CatalogueRecord } from '../record.ts';
import { CellInHand } from './cell-in-hand.ts';
import { BACKSLASH, BYTE_ORDER_MARK, CR, isBlank, LF, QUOTE } from './characters.ts';
import { Quoting } from './quoting.ts';
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

/** Stands for the next character where the file ends. */
const END = -1;

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
  readonly #quoting: Quoting;

  #records: CatalogueRecord[] = [];
  #text = '';
  #at = 0;
  #state: State = 'start';
  /** The line of what comes next. */
  #line = 1;
  #skipsLf = false;

  #escapesByBackslash = false;

  constructor(rules: SplitRules) {
    this.#rules = rules;
    this.#delimiter = rules.delimiter.charCodeAt(0);
    this.#row = new RowInHand(rules.maxLength);
    this.#cell = new CellInHand(rules.maxLength);
    this.#quoting = new Quoting(this.#cell);
  }

  /** The line of a row that has no end, as soon as that is certain: nothing behind it can be read. */
  get unreadableFrom(): number | null {
    return this.#quoting.isOpen && this.#cell.carried > MAX_QUOTED_LENGTH ? this.#row.line : null;
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
        this.#quoting.open(this.#cell.offset(at), this.#line);
        this.#state = 'quoted';
        at++;
        break;
      }
      if ((code === LF || code === CR) && this.#cell.offset(at) === 0 && this.#row.isEmpty) {
        // A file of blank lines is to cost no more than one of rows.
        const next = this.#endLine(at, code);
        this.#row.line = this.#line;
        this.#cell.begin(next);
        at = next - 1;
        continue;
      }
      if (!isBlank(code) || code === this.#delimiter) {
        this.#at = at;
        this.#state = 'plain';
        this.#plain();
        return;
      }
      // Where files were put together, each begins with its mark.
      if (code === BYTE_ORDER_MARK && this.#row.isEmpty && this.#cell.offset(at) === 0)
        this.#cell.begin(at + 1);
    }
    this.#at = at;
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
        this.#quoting.beginRun(this.#cell.offset(at), this.#cell.codeBefore(at) === BACKSLASH);
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
      this.#quoting.widenBreak();
      return false;
    }
    if (this.#innerLineIsRow(offset)) {
      this.#giveUpQuote();
      return true;
    }
    this.#line++;
    this.#quoting.breakLine(offset);
    return false;
  }

  #innerLineIsRow(end: number): boolean {
    const line = this.#quoting.lineTo(end);
    return line !== null && line !== '' && this.#rules.isRow(line);
  }

  #quotes(): void {
    const text = this.#text;
    let at = this.#at;
    while (at < text.length && text.charCodeAt(at) === QUOTE) at++;
    this.#quoting.goOnRun(at - this.#at);
    this.#at = at;
    if (at < text.length) this.#judgeRun(text.charCodeAt(at));
  }

  /** Pairs in a run of quotes are quotes of the text. One that remains closes the cell, if its end follows. */
  #judgeRun(next: number): void {
    const isEnd = next === this.#delimiter || next === LF || next === CR || next === END;
    const isEscaped = this.#quoting.isBehindBackslash && this.#escapesByBackslash;
    this.#state = this.#quoting.isOdd || (isEnd && isEscaped) ? 'closed' : 'quoted';
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
    if (this.#quoting.isBehindBackslash) {
      this.#escapesByBackslash = true;
      this.#state = 'quoted';
    } else if (this.#quoting.beginsCell(this.#delimiter)) {
      this.#giveUpQuote();
    } else {
      this.#quoting.loosen();
      this.#state = 'plain';
      this.#row.doubt();
    }
  }

  /** Reports the row in hand, and goes on with the line in hand: it is a row of its own. */
  #giveUpQuote(): void {
    const { innerLine } = this.#quoting;
    const place = this.#cell.place(innerLine);
    const carried = place < 0 ? this.#cell.slice(innerLine, this.#cell.carried) : '';
    this.#endUnclosed(this.#line - 1);
    if (carried !== '') this.#take(carried + this.#text);
    this.#begin(Math.max(0, place));
  }

  #endUnclosed(lastLine: number): void {
    const shown = this.#quoting.firstLine();
    const lines = lastLine > this.#quoting.line ? `, which takes the lines up to ${lastLine} with it` : '';
    this.#row.add(shown, shown.length);
    this.#row.refuse(`A quote is opened and not closed${lines}: ${quoted(shown.trimStart())}.`);
    this.#endRow();
  }

  #endCell(at: number, code: number): void {
    const cell = this.#cell;
    const end = cell.offset(at);
    this.#row.add(this.#quoting.textTo(end), end);
    if (code === this.#delimiter) {
      this.#begin(at + 1);
      return;
    }
    const next = this.#endLine(at, code);
    this.#endRow();
    this.#begin(next);
  }

  /** Counts a line that ends here; where the next begins. */
  #endLine(at: number, code: number): number {
    const next = at + 1;
    this.#line++;
    if (code === CR && next === this.#text.length) this.#skipsLf = true;
    return code === CR && this.#text.charCodeAt(next) === LF ? next + 1 : next;
  }

  #begin(at: number): void {
    this.#at = at;
    this.#cell.begin(at);
    this.#state = 'start';
    this.#quoting.clear();
  }

  #endRow(): void {
    const record = this.#row.end(this.#line);
    if (record) this.#records.push(record);
  }

  /** Ends the row in hand with the file; false when there is more to read behind a quote that was given up. */
  #finish(): boolean {
    if (this.#state === 'quotes') this.#judgeRun(END);
    const end = this.#cell.offset(this.#text.length);
    if (this.#state === 'quoted') {
      if (this.#innerLineIsRow(end)) {
        this.#giveUpQuote();
        return false;
      }
      this.#endUnclosed(end === this.#quoting.innerLine ? this.#line - 1 : this.#line);
    } else if (end > 0 || !this.#row.isEmpty) {
      this.#row.add(this.#quoting.textTo(end), end);
      this.#endRow();
    }
    return true;
  }
}
