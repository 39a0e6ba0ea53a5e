import { expect, test } from 'vitest';
import { InvalidEventError } from './cloud-event.ts';
import { createEvent } from './envelope.ts';
import type { EventData } from './events.ts';

const attempt = {
  requestId: 'r1',
  deliveryId: 'msg_r1',
  trigger: 8,
  url: 'https://shop.example/hook',
  attempt: 1,
  durationMs: 84,
};
const nextAttemptAt = '2026-11-20T09:00:05.000Z';

function attempted(outcome: object) {
  const data = { ...attempt, ...outcome } as EventData<'webhook.attempted'>;
  return createEvent('webhook.attempted', data, { source: 'halftone/notifier', time: new Date(0) });
}

test.each([
  { outcome: 'delivered', statusCode: 204 },
  { outcome: 'retrying', statusCode: 503, error: 'Busy.', nextAttemptAt },
  { outcome: 'retrying', nextAttemptAt },
  { outcome: 'exhausted', error: 'No answer.' },
  { outcome: 'rejected', statusCode: 410 },
])('an attempt may say %o', (outcome) => {
  expect(attempted(outcome).data).toEqual({ ...attempt, ...outcome });
});

test.each([
  { outcome: 'delivered' },
  { outcome: 'delivered', statusCode: 204, error: 'Busy.' },
  { outcome: 'delivered', statusCode: 204, nextAttemptAt },
  { outcome: 'retrying', statusCode: 503 },
  { outcome: 'exhausted', nextAttemptAt },
  { outcome: 'rejected', nextAttemptAt },
  { outcome: 'forgotten' },
])('an attempt cannot say %o', (outcome) => {
  expect(() => attempted(outcome)).toThrow(InvalidEventError);
});

test('an attempt is known by what asked for it and its number, whatever it came to', () => {
  const retrying = attempted({ outcome: 'retrying', nextAttemptAt });
  expect(retrying.id).toBe('r1:webhook.attempted:8:1');
  expect(attempted({ outcome: 'delivered', statusCode: 204, durationMs: 7 }).id).toBe(retrying.id);
  expect(attempted({ outcome: 'delivered', statusCode: 204, attempt: 2 }).id).not.toBe(retrying.id);
  expect(attempted({ outcome: 'delivered', statusCode: 204, trigger: 12 }).id).not.toBe(retrying.id);
});
