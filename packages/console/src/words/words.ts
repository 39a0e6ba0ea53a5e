import { signal } from '@preact/signals';
import type { Catalogue, Key, Text } from './catalogue.ts';
import { en } from './en.ts';
import { locale, number } from './format.ts';

/** The texts of a language, and what the codes of the gateway mean in it, where that is not English. */
type Loaded = { texts: Catalogue; codes: Record<string, string> };

/** The languages that there are: how each calls itself, and its texts. English is always at hand. */
export const LANGUAGES = {
  en: { name: 'English', load: async (): Promise<Loaded> => ({ texts: en, codes: {} }) },
  de: {
    name: 'Deutsch',
    load: async (): Promise<Loaded> => {
      const [{ de }, { deCodes }] = await Promise.all([import('./de.ts'), import('./de-codes.ts')]);
      return { texts: de, codes: deCodes };
    },
  },
} as const;
export type Language = keyof typeof LANGUAGES;

const STORED = 'halftone.language';

const loaded = signal<Loaded>({ texts: en, codes: {} });
export const language = signal<Language>('en');

export const isLanguage = (text: string | null | undefined): text is Language =>
  text != null && Object.hasOwn(LANGUAGES, text);

/** The first of the wished languages that there is, by its first part: `de-AT` is German. */
export function languageAmong(wished: readonly string[]): Language {
  for (const wish of wished) {
    const [first = ''] = wish.toLowerCase().split('-');
    if (isLanguage(first)) return first;
  }
  return 'en';
}

/** Shows the language that the reader has chosen here before, or that the browser asks for. */
export async function useReadersLanguage(): Promise<void> {
  const chosen = localStorage.getItem(STORED);
  const wished = languageAmong(navigator.languages);
  await show(isLanguage(chosen) ? chosen : wished, isLanguage(chosen) && chosen !== wished);
}

/** Shows another language, and remembers it. */
export async function chooseLanguage(chosen: Language): Promise<void> {
  localStorage.setItem(STORED, chosen);
  await show(chosen, true);
}

/** Whoever picks a language by hand reads its numbers too; else they stay as the browser has them, as in en-GB. */
async function show(chosen: Language, byHand: boolean): Promise<void> {
  loaded.value = await LANGUAGES[chosen].load();
  language.value = chosen;
  locale.value = byHand ? chosen : navigator.language;
  document.documentElement.lang = chosen;
}

export type Params = Record<string, string | number>;

/** The text of a key in the reader's language. A `count` is written as a number, and chooses between one and several. */
export function t(key: Key, params: Params = {}): string {
  return filled(loaded.value.texts[key], params, language.value);
}

/** What a code of the gateway means: in the reader's language or, as the gateway said it, in English. */
export const meaningOf = (code: string, inEnglish: string): string => loaded.value.codes[code] ?? inEnglish;

/** Whether there is a text under a key that was put together. */
export const hasText = (key: string): key is Key => Object.hasOwn(en, key);

/** A text with its names replaced; those that are not given stay as they are. */
export function filled(text: Text, params: Params, inLanguage: string): string {
  const chosen =
    typeof text === 'string'
      ? text
      : text[new Intl.PluralRules(inLanguage).select(Number(params.count)) === 'one' ? 'one' : 'other'];
  return chosen.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? number(value) : value;
  });
}
