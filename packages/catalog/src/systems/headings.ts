/** Letters that lower case and decomposition leave apart although people and programs write one for the other. */
const SAME_LETTERS: ReadonlyArray<readonly [RegExp, string]> = [
  [/ß/g, 'ss'],
  [/ı/g, 'i'],
  [/ø/g, 'o'],
  [/ł/g, 'l'],
  [/đ/g, 'd'],
  [/æ/g, 'ae'],
];

/**
 * A heading without what people and programs write differently: case, accents, punctuation and white space. Marks are
 * removed from the decomposed text, since files come composed (NFC) and decomposed (NFD), and since the lower case of
 * a Turkish `İ` is an `i` with a mark.
 */
export function bare(heading: string): string {
  const plain = heading
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '');
  return SAME_LETTERS.reduce((text, [from, to]) => text.replace(from, to), plain).replace(
    /[^\p{L}\p{N}]+/gu,
    '',
  );
}

/**
 * What exports put around a heading that says nothing of its meaning. Each is found in a time that grows with the text:
 * what stands above a table is tried as its heading too, and may be anything.
 */
const DECORATIONS: ReadonlyArray<(heading: string) => string> = [
  // Amazon: item_name[marketplace_id=A1][language_tag=de_DE]#1.value
  (heading) =>
    heading.includes(']')
      ? heading.replace(/\[[^[\]]*\]/g, (group) => (group.includes('=') ? '' : group))
      : heading,
  (heading) => heading.replace(/#\d{1,9}\.\w+$/, ''),
  // Squarespace: SKU [Non Editable]
  (heading) => withoutLast(heading, '[', ']', (inside) => inside.length >= 4),
  // PrestaShop: Image URLs (x,y,z...)
  (heading) => withoutLast(heading, '(', ')', (inside) => /[,=/0-9]/.test(inside)),
  (heading) =>
    withoutLast(heading, '(', ')', (inside) => /^(?:export|import|required|optional|s|sku)$/i.test(inside)),
  // Google: g:image_link
  (heading) => heading.replace(/^g:/i, ''),
];

/** A heading without what stands in brackets at its end, where that says nothing. */
function withoutLast(
  heading: string,
  open: string,
  close: string,
  saysNothing: (inside: string) => boolean,
): string {
  if (!heading.endsWith(close)) return heading;
  const start = heading.lastIndexOf(open);
  const inside = heading.slice(start + 1, -1);
  return start !== -1 && !inside.includes(close) && saysNothing(inside)
    ? heading.slice(0, start).trimEnd()
    : heading;
}

/** The languages of a heading such as `name(en-gb)`, `name-en_US`, `p_name.de`, `Title[de]`, `NL_Title`. */
const LANGUAGES =
  'ar|bg|bs|ca|cs|cz|da|de|dk|el|en|es|et|eu|fa|fi|fr|gl|gr|he|hr|hu|it|ja|ka|ko|lt|lv|mk|nb|nl|pl|pt|ro|ru|se|sk|sl|sq|sr|sv|th|tr|uk|vi|zh';
const LANGUAGE_AROUND: readonly RegExp[] = [
  new RegExp(`\\s*[[(](?:${LANGUAGES})(?:[-_][a-z]{2,4})?[\\])]\\s*$`, 'i'),
  new RegExp(`[-_.:\\s](?:${LANGUAGES})(?:[-_][a-z]{2})?\\s*$`, 'i'),
  new RegExp(`^\\s*(?:${LANGUAGES})(?:[-_][a-z]{2})?[-_.:]`, 'i'),
];

/** A longer text is no heading that anybody knows. */
const LONGEST = 200;

/**
 * What a heading may mean, the most exact first: as it stands, without decorations, and without the language that it
 * names.
 */
export function formsOf(heading: string): string[] {
  if (heading.length > LONGEST) return [bare(heading.slice(0, LONGEST))];
  const tidy = heading.replace(/\s+/g, ' ').trim();
  const plain = DECORATIONS.reduce((text, without) => without(text), tidy);
  const neutral = LANGUAGE_AROUND.reduce((text, language) => text.replace(language, ''), plain);
  return [...new Set([heading, plain, neutral].map(bare))];
}

/**
 * A heading as the tables write it: bare, where `#` stands for a number that may be missing.
 * @returns the number, 0 when there is none; null when the heading is another one
 */
export function numberIn(pattern: string, form: string): number | null {
  if (!pattern.includes('#')) return pattern === form ? 0 : null;
  const [before = '', after = ''] = pattern.split('#');
  if (!form.startsWith(before) || !form.endsWith(after) || form.length < before.length + after.length) {
    return null;
  }
  const digits = form.slice(before.length, form.length - after.length);
  return /^\d{0,4}$/.test(digits) ? Number(digits) : null;
}

/** A header with the forms of each of its headings. */
export type Headings = ReadonlyArray<readonly string[]>;

export const headingsOf = (header: readonly string[]): Headings => header.map(formsOf);

/** The first column that has the first of these names that is there, or null. */
export function columnNamed(headings: Headings, names: readonly string[]): number | null {
  for (const name of names) {
    // The exact spelling of any column goes before the interpretation of another.
    for (let exactness = 0; exactness < 3; exactness++) {
      const column = headings.findIndex((forms) => {
        const form = forms[exactness];
        return form !== undefined && numberIn(name, form) !== null;
      });
      if (column !== -1) return column;
    }
  }
  return null;
}

/** All columns that have one of these names: in the order of the names, then by their numbers, then from left to right. */
export function columnsNamed(headings: Headings, names: readonly string[]): number[] {
  const found = headings.flatMap((forms, column) => {
    for (const [rank, name] of names.entries()) {
      for (const form of forms) {
        const number = numberIn(name, form);
        if (number !== null) return [{ column, rank, number }];
      }
    }
    return [];
  });
  return found
    .sort((a, b) => a.rank - b.rank || a.number - b.number || a.column - b.column)
    .map(({ column }) => column);
}
