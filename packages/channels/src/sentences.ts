import type { Outcome } from './checks/kind.ts';
import type { Channel, Effect, Rule } from './rule.ts';

type Failed = Extract<Outcome, { result: 'failed' }>;
type Unknown = Extract<Outcome, { result: 'unknown' }>;

const OTHERWISE: Readonly<Record<Effect, string>> = {
  refuses: ', and refuses what breaks this',
  warns: ', and flags what breaks this',
  alters: ', and changes what breaks this',
  advice: '',
  unclear: ', and does not say what happens otherwise',
};

/** What is wrong, what the channel asks for, and who says so. */
export function sentencesOf(
  subject: string,
  outcome: Failed | Unknown,
  channel: Channel,
  rule: Rule,
  asked: string,
) {
  const seen =
    outcome.result === 'failed'
      ? `${subject} ${outcome.says}.`
      : `The ${outcome.lacks} of ${lower(subject)} is not known.`;
  return [seen, ...ruleSentences(channel, rule, asked)].join(' ');
}

/** The rule alone, as the tables of documents and lists of what was not checked show it. */
export function ruleSentences({ name }: Channel, rule: Rule, asked: string): string[] {
  const { effect, certainty, consequence, disputed } = rule;
  const isSecondHand = certainty === 'second hand';
  const verb = effect === 'advice' ? 'recommends' : 'asks for';
  const otherwise = consequence === undefined ? OTHERWISE[effect] : '';
  const said = isSecondHand ? `By second-hand sources, ${name}` : name;
  return [
    `${said} ${verb} ${asked}${otherwise}.`,
    ...(consequence === undefined ? [] : [consequence]),
    ...datesOf(rule),
    ...(disputed === undefined ? [] : [`Sources differ: ${disputed}`]),
  ];
}

function datesOf({ from, until }: Rule): string[] {
  if (from !== undefined && until !== undefined) return [`This holds from ${from} until ${until}.`];
  if (from !== undefined) return [`This holds from ${from}.`];
  return until === undefined ? [] : [`This holds until ${until}.`];
}

const lower = (subject: string) => subject.charAt(0).toLowerCase() + subject.slice(1);
