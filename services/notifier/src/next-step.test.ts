import { expect, test } from 'vitest';
import { type LoggedAttempt, nextStep } from './next-step.ts';

const now = new Date('2026-03-01T12:00:00.000Z');
const TRIGGER = 10;

const fact = {
  requestId: 'r1',
  deliveryId: 'msg_r1',
  url: 'https://shop.example/hook',
  durationMs: 12,
};

function ended(outcome: 'delivered' | 'exhausted' | 'rejected', seq: number, attempt = 1): LoggedAttempt {
  return { seq, data: { ...fact, attempt, outcome, statusCode: 200 } };
}

function retrying(seq: number, attempt: number, nextAttemptAt: string): LoggedAttempt {
  return { seq, data: { ...fact, attempt, outcome: 'retrying', nextAttemptAt } };
}

test.each([
  {
    given: 'nothing was attempted yet',
    lastAttempt: null,
    step: { kind: 'attempt', attempt: 1 },
  },
  {
    given: 'the last attempt belongs to an earlier trigger, so a redelivery begins anew',
    lastAttempt: ended('exhausted', 9, 10),
    step: { kind: 'attempt', attempt: 1 },
  },
  { given: 'it was delivered', lastAttempt: ended('delivered', 11), step: { kind: 'done' } },
  { given: 'the receiver rejected it', lastAttempt: ended('rejected', 11), step: { kind: 'done' } },
  { given: 'the attempts are used up', lastAttempt: ended('exhausted', 11, 10), step: { kind: 'done' } },
  {
    given: 'the next attempt is due in a minute',
    lastAttempt: retrying(11, 3, '2026-03-01T12:01:00.000Z'),
    step: { kind: 'wait', ms: 60_000 },
  },
  {
    given: 'the next attempt is due now',
    lastAttempt: retrying(11, 3, '2026-03-01T12:00:00.000Z'),
    step: { kind: 'attempt', attempt: 4 },
  },
  {
    given: 'the next attempt was due while the service was down',
    lastAttempt: retrying(11, 3, '2026-03-01T02:00:00.000Z'),
    step: { kind: 'attempt', attempt: 4 },
  },
])('when $given', ({ lastAttempt, step }) => {
  expect(nextStep(TRIGGER, { lastAttempt, lastRedelivery: null }, now)).toEqual(step);
});

test('a redelivery that was asked for later takes the delivery over', () => {
  const lastAttempt = retrying(11, 3, '2026-03-01T02:00:00.000Z');
  expect(nextStep(TRIGGER, { lastAttempt, lastRedelivery: 12 }, now)).toEqual({ kind: 'done' });
  expect(nextStep(12, { lastAttempt, lastRedelivery: 12 }, now)).toEqual({ kind: 'attempt', attempt: 1 });
});
