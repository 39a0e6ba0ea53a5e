import { expect, test } from 'vitest';
import { type LoggedAttempt, nextStep } from './next-step.ts';

const now = new Date('2026-03-01T12:00:00.000Z');
const TRIGGER = 10;

type Outcome = LoggedAttempt['data']['outcome'];

function attempted(seq: number, outcome: Outcome, attempt = 1, nextAttemptAt?: string): LoggedAttempt {
  return {
    seq,
    data: {
      requestId: 'r1',
      deliveryId: 'msg_r1',
      url: 'https://shop.example/hook',
      attempt,
      outcome,
      durationMs: 12,
      ...(nextAttemptAt && { nextAttemptAt }),
    },
  };
}

test.each([
  {
    given: 'nothing was attempted yet',
    lastAttempt: null,
    step: { kind: 'attempt', attempt: 1 },
  },
  {
    given: 'the last attempt belongs to an earlier trigger, so a redelivery begins anew',
    lastAttempt: attempted(9, 'exhausted', 10),
    step: { kind: 'attempt', attempt: 1 },
  },
  { given: 'it was delivered', lastAttempt: attempted(11, 'delivered'), step: { kind: 'done' } },
  { given: 'the receiver rejected it', lastAttempt: attempted(11, 'rejected'), step: { kind: 'done' } },
  { given: 'the attempts are used up', lastAttempt: attempted(11, 'exhausted', 10), step: { kind: 'done' } },
  {
    given: 'the next attempt is due in a minute',
    lastAttempt: attempted(11, 'retrying', 3, '2026-03-01T12:01:00.000Z'),
    step: { kind: 'wait', ms: 60_000 },
  },
  {
    given: 'the next attempt is due now',
    lastAttempt: attempted(11, 'retrying', 3, '2026-03-01T12:00:00.000Z'),
    step: { kind: 'attempt', attempt: 4 },
  },
  {
    given: 'the next attempt was due while the service was down',
    lastAttempt: attempted(11, 'retrying', 3, '2026-03-01T02:00:00.000Z'),
    step: { kind: 'attempt', attempt: 4 },
  },
])('when $given', ({ lastAttempt, step }) => {
  expect(nextStep(TRIGGER, { lastAttempt, lastRedelivery: null }, now)).toEqual(step);
});

test('a redelivery that was asked for later takes the delivery over', () => {
  const lastAttempt = attempted(11, 'retrying', 3, '2026-03-01T02:00:00.000Z');
  expect(nextStep(TRIGGER, { lastAttempt, lastRedelivery: 12 }, now)).toEqual({ kind: 'done' });
  expect(nextStep(12, { lastAttempt, lastRedelivery: 12 }, now)).toEqual({ kind: 'attempt', attempt: 1 });
});
