/**
 * What programs write for a value that is not there: databases (MySQL, PostgreSQL, SQL Server's and web clients'), R, pandas,
 * JavaScript and C#; Magento for an image that nobody chose; spreadsheets for a look-up that found nothing, in the
 * words of some languages.
 */
const WORDS: readonly string[] = [
  ...['null', '(null)', String.raw`\n`, 'na', '<na>', 'n/a', 'nan', 'none', 'nil', 'undefined'],
  'no_selection',
  ...['#n/a', '#nv', '#n/d', '#n/b'],
];

const MISSING: ReadonlySet<string> = new Set(WORDS);
const LONGEST = Math.max(...WORDS.map(({ length }) => length));

/** Whether a cell, or a part of one, says that there is nothing. */
export const isMissing = (text: string): boolean => text.length <= LONGEST && MISSING.has(text.toLowerCase());

/** One of the words without signs of their own, as the next in a list: they also come out of lists put together by programs. */
export const NEXT_MISSING = String.raw`(?:null|na|nan|none|undefined|\\n)\s{0,9}(?:[,;|\r\n]|$)`;
