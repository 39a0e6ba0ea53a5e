import { hasText, t } from '../../../words/words.ts';

/** What is wrong, in a word or two; what the channel asks for, of a check that a later version has. */
export function checkName({ check, asked }: { check: string; asked: string }): string {
  const key = `check.${check}`;
  return hasText(key) ? t(key) : asked;
}
