import { filterFor } from '@halftone/contracts';
import { expect, test } from 'vitest';
import { createUrgency } from './urgency.ts';

const compressed = (requestId: string) => ({ subject: filterFor('image.compressed', { requestId }) });
const failed = (requestId: string) => ({ subject: filterFor('image.failed', { requestId }) });
const listed = (requestId: string) => ({ subject: filterFor('product.listed', { requestId }) });
const completed = (requestId: string) => ({ subject: filterFor('request.completed', { requestId }) });

test('the last image of a request is urgent, the others are not', () => {
  const urgency = createUrgency();
  urgency.missing('r1', 3);
  urgency.begin([]);
  expect([compressed('r1'), listed('r1'), compressed('r2'), failed('r1')].map(urgency.add)).not.toContain(
    true,
  );
  expect(urgency.add(compressed('r1'))).toBe(true);
});

test('an image that came while the batch before was projected counts', () => {
  const urgency = createUrgency();
  const waiting = [compressed('r1'), compressed('r1')];
  for (const event of waiting) urgency.add(event);
  urgency.missing('r1', 2);
  expect(urgency.begin(waiting)).toBe(true);
  urgency.missing('r1', 3);
  expect(urgency.begin(waiting)).toBe(false);
  expect(urgency.add(compressed('r1'))).toBe(true);
});

test('the completion of a request is urgent, and nothing of it thereafter', () => {
  const urgency = createUrgency();
  urgency.missing('r1', 1);
  expect(urgency.begin([completed('r1')])).toBe(true);
  expect(urgency.begin([])).toBe(false);
  expect(urgency.add(compressed('r1'))).toBe(false);
});

test('of many requests the latest are remembered', () => {
  const urgency = createUrgency();
  for (let number = 0; number <= 1000; number++) urgency.missing(`r${number}`, 1);
  expect(urgency.begin([compressed('r0')])).toBe(false);
  expect(urgency.begin([compressed('r1')])).toBe(true);
  expect(urgency.begin([compressed('r1000')])).toBe(true);
});
