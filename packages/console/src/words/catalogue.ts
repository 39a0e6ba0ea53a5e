import type { en } from './en.ts';

/** A text, with `{names}` for what is put in; one for each number where it depends on `{count}`. */
export type Text = string | { one: string; other: string };
export type Key = keyof typeof en;
/** All texts of a language. */
export type Catalogue = Record<Key, Text>;
