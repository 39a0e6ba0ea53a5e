import { channelOf } from './channels/channels.ts';
import type { CheckKind } from './checks/check.ts';
import { isForEyes, wordsOf } from './checks/kinds.ts';
import type { Rule } from './rule.ts';
import { ruleSentences } from './sentences.ts';

/** A rule as lists show it. */
export type ToldRule = Omit<Rule, 'check' | 'isHarmless' | 'isBan'> & {
  check: CheckKind;
  /** What the channel asks for, such as `at least 500 × 500 pixels`. */
  asked: string;
  /** The same in sentences, with what happens otherwise. */
  text: string;
  /** False where only eyes can tell. */
  isChecked: boolean;
};

/**
 * The rules of a channel in words, those of every day and category.
 * @throws Error for a channel that is not in the table
 */
export function toldRules(channelId: string): ToldRule[] {
  const channel = channelOf(channelId);
  return channel.rules.map((rule) => {
    const { check, isHarmless: _, isBan: __, ...told } = rule;
    const { asked } = wordsOf(check);
    const text = ruleSentences(channel, rule, asked).join(' ');
    return { ...told, check: check.kind, asked, text, isChecked: !isForEyes(check) };
  });
}
