import type { Advice } from '../advice.ts';
import type { DeliveryAnswer } from '../answers.ts';
import { minute } from './wording.ts';

/** What each outcome means, and what to do about it. */
const OUTCOMES: Record<string, { says: string; hint?: string }> = {
  delivered: { says: 'delivered' },
  retrying: { says: 'failing, and tried again' },
  exhausted: {
    says: 'given up',
    hint: 'Every attempt failed. Make the receiver answer 2xx, then deliver it again.',
  },
  rejected: {
    says: 'refused',
    hint: 'The receiver wants no more attempts, or its address is not allowed. Fix that, then deliver it again.',
  },
};

/** Why the last attempt did not arrive, in a few words; nothing when it did. */
export function failureOf({ attempts }: DeliveryAnswer): string | undefined {
  const last = attempts.at(-1);
  if (!last || last.outcome === 'delivered') return undefined;
  return last.error ?? (last.statusCode === null ? 'there was no answer' : `it answered ${last.statusCode}`);
}

/** How far a delivery is, in one line: for the status of its request. */
export function deliveryStanding(delivery: DeliveryAnswer): string {
  const { url, status, attempts } = delivery;
  const says = OUTCOMES[status]?.says ?? status;
  const why = failureOf(delivery);
  const next = attempts.at(-1)?.nextAttemptAt;
  return [`${says}: ${url}`, why && ` (${why})`, next && `, next attempt ${minute(next)}`]
    .filter(Boolean)
    .join('');
}

/** A delivery, for a person who wants to know why it did not arrive. */
export function deliveryLines(delivery: DeliveryAnswer, { command }: Advice): string[] {
  const { id, requestId, event, url, status, attempts } = delivery;
  const { says = status, hint } = OUTCOMES[status] ?? {};
  const last = attempts.at(-1);
  const why = failureOf(delivery);
  const count = `attempt ${last?.attempt ?? 0}`;
  return [
    id,
    `  ${[says, url].join('  ')}`,
    ...(requestId || event
      ? [`  ${[event, requestId && `of request ${requestId}`].filter(Boolean).join(' ')}`]
      : []),
    ...(last ? [`  ${count} at ${minute(last.attemptedAt)}${why ? `: ${why}` : ''}`] : []),
    ...(last?.nextAttemptAt ? [`  next attempt at ${minute(last.nextAttemptAt)}`] : []),
    ...(hint ? [`  ${hint}`] : []),
    ...(status === 'delivered' ? [] : [`  Deliver it again: ${command('redeliver', id)}`]),
  ];
}
