import type { Outcome } from './checks/kind.ts';
import { isOfProducts } from './checks/kinds.ts';
import type { Channel, Effect, Rule } from './rule.ts';

type Failed = Extract<Outcome, { result: 'failed' }>;
type Unknown = Extract<Outcome, { result: 'unknown' }>;

const OTHERWISE: Readonly<Record<Effect, (what: string) => string>> = {
  refuses: (what) => `; otherwise it refuses the ${what}`,
  warns: (what) => `; otherwise it flags the ${what}`,
  alters: (what) => `; otherwise it changes the ${what}`,
  advice: () => '',
  unclear: () => ', and does not say what happens otherwise',
};

/**
 * What is wrong, or not known, then what the channel asks for and who says so.
 * @param subject what it is about, at the beginning of a sentence: `Image 2`
 */
export function sentencesOf(
  subject: string,
  outcome: Failed | Unknown,
  { channel, rule, asked }: { channel: Channel; rule: Rule; asked: string },
): string {
  const said = ruleSentences(channel, rule, asked);
  if (rule.check.kind === 'unread') return said.join(' ');
  const seen =
    outcome.result === 'failed'
      ? `${subject} ${outcome.says}.`
      : `The ${outcome.lacks} of ${subject.charAt(0).toLowerCase()}${subject.slice(1)} is not known.`;
  return [seen, ...said].join(' ');
}

/** The rule alone, as the list of what was not checked shows it. */
export function ruleSentences(channel: Channel, rule: Rule, asked: string): string[] {
  if (rule.check.kind === 'unread') return [`${channel.name} was not checked.`, asked];
  const { effect, certainty, by = channel.name, consequence, exceptions, disputed } = rule;
  const asks = `${by} ${effect === 'advice' ? 'recommends' : 'asks for'} ${asked}`;
  const what = isOfProducts(rule.check) ? 'product' : 'image';
  const otherwise = consequence === undefined ? OTHERWISE[effect](what) : '';
  return [
    `${certainty === 'second hand' ? 'By second-hand sources, ' : ''}${asks}${otherwise}.`,
    ...(consequence === undefined ? [] : [consequence]),
    ...datesOf(rule),
    ...(exceptions === undefined ? [] : [exceptions]),
    ...(disputed === undefined ? [] : [`Sources differ: ${disputed}`]),
  ];
}

function datesOf({ from, until }: Rule): string[] {
  if (from !== undefined && until !== undefined) return [`This holds from ${from} until ${until}.`];
  if (from !== undefined) return [`This holds from ${from}.`];
  return until === undefined ? [] : [`This holds until ${until}.`];
}

/** Of an image that could not be loaded, whatever was to be checked. */
export function unreadSentence({
  position,
  failed,
}: {
  position: number;
  failed: { code: string; detail?: string };
}) {
  return `Image ${position} could not be loaded (${failed.detail ?? failed.code}), so what it is like was not checked.`;
}
