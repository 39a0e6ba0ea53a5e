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

/** What exports put around a heading that says nothing of its meaning. */
const DECORATIONS: readonly RegExp[] = [
  // Amazon: item_name[marketplace_id=A1][language_tag=de_DE]#1.value
  /\[[^\]]*=[^\]]*\]/g,
  /#\d+\.\w+$/,
  // Squarespace: SKU [Non Editable]; PrestaShop: Image URLs (x,y,z...)
  /\s*\[[^\]]{4,}\]\s*$/,
  /\s*\([^)]*[,=/0-9][^)]*\)\s*$/,
  /\s*\((?:export|import|required|optional|s|sku)\)\s*$/i,
  // Google: g:image_link
  /^\s*g:/i,
];

/** The languages of a heading such as `name(en-gb)`, `name-en_US`, `p_name.de`, `Title[de]`, `NL_Title`. */
const LANGUAGES =
  'ar|bg|bs|ca|cs|cz|da|de|dk|el|en|es|et|eu|fa|fi|fr|gl|gr|he|hr|hu|it|ja|ka|ko|lt|lv|mk|nb|nl|pl|pt|ro|ru|se|sk|sl|sq|sr|sv|th|tr|uk|vi|zh';
const LANGUAGE_AROUND: readonly RegExp[] = [
  new RegExp(`\\s*[[(](?:${LANGUAGES})(?:[-_][a-z]{2,4})?[\\])]\\s*$`, 'i'),
  new RegExp(`[-_.:\\s](?:${LANGUAGES})(?:[-_][a-z]{2})?\\s*$`, 'i'),
  new RegExp(`^\\s*(?:${LANGUAGES})(?:[-_][a-z]{2})?[-_.:]`, 'i'),
];

/**
 * What a heading may mean, the most exact first: as it stands, without decorations, and without the language that it
 * names.
 */
export function formsOf(heading: string): string[] {
  const plain = DECORATIONS.reduce((text, decoration) => text.replace(decoration, ''), heading);
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
