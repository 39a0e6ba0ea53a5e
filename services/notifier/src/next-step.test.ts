import { expect, test } from 'vitest';
import { type AttemptRecord, nextStep } from './next-step.ts';

const now = new Date('2026-03-01T12:00:00.000Z');
const TRIGGER = 10;

const fact = {
  requestId: 'r1',
  deliveryId: 'msg_r1',
  trigger: TRIGGER,
  url: 'https://shop.example/hook',
  durationMs: 12,
};

function ended(outcome: 'delivered' | 'exhausted' | 'rejected', trigger = TRIGGER): AttemptRecord {
  const data = { ...fact, trigger, attempt: 3, outcome, statusCode: 200 };
  return { time: '2026-03-01T01:00:00.000Z', data };
}

function retrying(attempt: number, nextAttemptAt: string, time = '2026-03-01T01:00:00.000Z'): AttemptRecord {
  return { time, data: { ...fact, attempt, outcome: 'retrying', nextAttemptAt } };
}

test.each([
  {
    given: 'nothing was attempted yet',
    lastAttempt: null,
    step: { kind: 'attempt', attempt: 1 },
  },
  {
    given: 'the last attempt belongs to an earlier trigger, so a redelivery starts again at 1',
    lastAttempt: ended('exhausted', 9),
    step: { kind: 'attempt', attempt: 1 },
  },
  {
    given: 'a later trigger has been attempted',
    lastAttempt: ended('exhausted', 12),
    step: { kind: 'done' },
  },
  { given: 'it was delivered', lastAttempt: ended('delivered'), step: { kind: 'done' } },
  { given: 'the receiver rejected it', lastAttempt: ended('rejected'), step: { kind: 'done' } },
  { given: 'the attempts are used up', lastAttempt: ended('exhausted'), step: { kind: 'done' } },
  {
    given: 'the next attempt is due in a minute',
    lastAttempt: retrying(3, '2026-03-01T12:01:00.000Z'),
    step: { kind: 'wait', ms: 60_000 },
  },
  {
    given: 'the next attempt is due now',
    lastAttempt: retrying(3, '2026-03-01T12:00:00.000Z'),
    step: { kind: 'attempt', attempt: 4 },
  },
  {
    given: 'the next attempt was due while the service was down',
    lastAttempt: retrying(3, '2026-03-01T02:00:00.000Z'),
    step: { kind: 'attempt', attempt: 4 },
  },
  {
    given: 'the clock was an hour ahead at the attempt, so that it cannot tell when the next one is due',
    lastAttempt: retrying(3, '2026-03-01T13:00:05.000Z', '2026-03-01T13:00:00.000Z'),
    step: { kind: 'attempt', attempt: 4 },
  },
])('when $given', ({ lastAttempt, step }) => {
  expect(nextStep(TRIGGER, { lastAttempt, lastRedelivery: null }, now)).toEqual(step);
});

test('a redelivery that was asked for later takes the delivery over', () => {
  const lastAttempt = retrying(3, '2026-03-01T02:00:00.000Z');
  expect(nextStep(TRIGGER, { lastAttempt, lastRedelivery: 12 }, now)).toEqual({ kind: 'done' });
  expect(nextStep(12, { lastAttempt, lastRedelivery: 12 }, now)).toEqual({ kind: 'attempt', attempt: 1 });
});
