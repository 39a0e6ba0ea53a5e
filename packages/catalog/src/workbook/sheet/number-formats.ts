import { parseXml } from '../package/xml.ts';

/** Writes a number as its cell shows it. */
export type NumberFormat = (value: string) => string;

/** The format of a cell by its attribute `s`, null where the number is shown plainly. */
export type NumberFormats = (style: string | undefined) => NumberFormat | null;

/** More than any program writes. */
const MAX_STYLES = 100_000;

/** The formats that have a number but no code in the file; of these only dates and times matter. */
const BUILT_IN: ReadonlyMap<number, string> = new Map([
  ...[14, 15, 16, 17].map((id): [number, string] => [id, 'yyyy-mm-dd']),
  ...[18, 19, 20, 21, 45, 46, 47].map((id): [number, string] => [id, 'hh:mm:ss']),
  [22, 'yyyy-mm-dd hh:mm:ss'],
]);

/**
 * Reads how the numbers of a workbook are shown, as far as it changes what they mean: a SKU with leading zeros, and dates.
 */
export async function readNumberFormats(
  bytes: AsyncIterable<Uint8Array>,
  from1904: boolean,
): Promise<NumberFormats> {
  const codes = new Map(BUILT_IN);
  const styles: (NumberFormat | null)[] = [];
  let inCells = false;
  await parseXml(bytes, {
    open(name, { numFmtId = '0', formatCode }) {
      const id = Number(numFmtId);
      if (name === 'cellXfs') inCells = true;
      else if (name === 'numFmt' && formatCode !== undefined) {
        codes.set(id, formatCode);
      } else if (name === 'xf' && inCells && styles.length < MAX_STYLES) {
        styles.push(formatOf(codes.get(id) ?? '', from1904));
      }
    },
    close(name) {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return (style) => (style === undefined ? null : (styles[Number(style)] ?? null));
}

/**
 * What shows nothing, or not always the same: colours, languages and conditions, a space as wide as a letter, fillers. Text
 * comes first, since these signs are nothing else than themselves in it.
 */
const UNSEEN = /("[^"]*"|\\.)|\[(?![hms]+\])[^\]]*\]|[_*]./gi;

/** Text that stands as it is between digits, dates and times. */
const LITERAL = /"[^"]*"|\\./g;

/** The part of a code for positive numbers. */
const FIRST_SECTION = /^(?:"[^"]*"|\\.|[^;])*/;

/** The format for a code such as `00000`, `"ART-"0000` or `dd.mm.yyyy`, null where the number itself says it. */
export function formatOf(code: string, from1904: boolean): NumberFormat | null {
  const [section = ''] = FIRST_SECTION.exec(code.replace(UNSEEN, '$1')) ?? [];
  const shown = section.replace(LITERAL, '').trim();
  const places = placesIn(section.trim());
  if (places) return (value) => placed(plainNumber(value), places);
  if (/^(?:general|standard|@)?$/i.test(shown) || /[#?]|0[,.]|E[+-]/.test(shown)) return null;
  const hasTime = /[hs]/i.test(shown);
  const hasDate = /[yd]/i.test(shown) || (!hasTime && /m/i.test(shown));
  return hasTime || hasDate ? (value) => moment(value, { hasDate, hasTime, from1904 }) : null;
}

/** Places for digits, and what may stand between them without quotes. */
const PIECES = /[0#?]|"[^"]*"|\\.|[-+/():!&'~{}<>= ]/g;

const isPlace = (piece: string) => piece === '0' || piece === '#' || piece === '?';

/** The pieces of a format that writes out zeros: that of an article number. Any other is of a quantity, which is a number. */
function placesIn(section: string): string[] | null {
  const pieces = section.match(PIECES) ?? [];
  const zeros = pieces.filter((piece) => piece === '0').length;
  return zeros >= 2 && pieces.join('') === section ? pieces : null;
}

/** The digits of a whole number at their places from the right, the first of which takes all that are left. */
function placed(number: string, pieces: string[]): string {
  if (!/^\d+$/.test(number)) return number;
  const first = pieces.findIndex(isPlace);
  let text = '';
  let left = number;
  for (const [index, piece] of [...pieces.entries()].reverse()) {
    if (!isPlace(piece)) text = piece.replace(/^"|"$|^\\/g, '') + text;
    else {
      const digits = index === first ? left : left.slice(-1);
      left = left.slice(0, -1);
      text = (digits || (piece === '0' ? '0' : '')) + text;
    }
  }
  return text;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const LAST_DAY = 2_958_465;
const DAYS_TO_1904 = 1462;
/** Day 60 is the 29th of February 1900, which there never was. */
const LEAP_DAY_OF_1900 = 60;

function moment(
  value: string,
  { hasDate, hasTime, from1904 }: { hasDate: boolean; hasTime: boolean; from1904: boolean },
): string {
  const days = value === '' ? Number.NaN : Number(value) + (from1904 ? DAYS_TO_1904 : 0);
  if (!(days >= 0 && days <= LAST_DAY)) return plainNumber(value);
  const sinceEpoch = days < LEAP_DAY_OF_1900 ? days + 1 : days;
  const ms = Date.UTC(1899, 11, 30) + Math.round(sinceEpoch * 24 * 60 * 60) * 1000;
  const [date = '', time = ''] = new Date(ms).toISOString().split(/[T.]/);
  if (!hasTime) return date;
  return hasDate && days * DAY_MS >= DAY_MS ? `${date} ${time}` : time;
}

/** What is plain already: digits however many, and short decimals. */
const PLAIN = /^-?\d*$|^-?\d{1,9}\.\d{0,4}[1-9]$/;

/**
 * A number as a person would write it: digits as they stand, otherwise rounded to the 15 that a spreadsheet calculates
 * with, and without an exponent. `4.006381333931E12` is the EAN 4006381333931, `19.989999999999998` the price 19.99.
 */
export function plainNumber(value: string): string {
  if (PLAIN.test(value)) return value;
  const number = Number(value);
  return Number.isFinite(number) ? String(Number(number.toPrecision(15))) : value;
}
