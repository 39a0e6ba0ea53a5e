import { Readable } from 'node:stream';
import type { DeadLetter } from '@halftone/messaging';
import { expect, test } from 'vitest';
import { letterText, listText } from './dead-letters/dead-letters-text.ts';
import { reportText } from './verify/report-text.ts';
import type { RequestReport } from './verify/verify-request.ts';

const whole: RequestReport = {
  requestId: 'r1',
  state: 'completed',
  totals: { products: 3, images: 4 },
  counts: { products: 3, compressed: 3, failed: 1, reused: 2 },
  objects: 3,
  webhook: 'delivered',
  findings: [],
  found: {},
};
const gone = { code: 'object_missing', severity: 'fault', detail: 'The object\x1b[31m is gone.' } as const;
const broken: RequestReport = { ...whole, requestId: 'r2', findings: [gone], found: { object_missing: 981 } };

test('a report shows each request, every finding, and how many more there are', () => {
  expect(reportText({ consistent: false, requests: [whole, broken], endpoints: [] }, 1.25)).toBe(
    [
      'Request  State      Products  Compressed  Reused  Failed  Objects  Webhook',
      'r1       completed       3/3         3/4       2       1        3  delivered  consistent',
      'r2       completed       3/3         3/4       2       1        3  delivered  NOT CONSISTENT',
      '',
      'Request r2',
      '  object_missing  The object\uFFFD[31m is gone.',
      '                  ... and 980 more of this kind',
      '',
      '2 requests and 6 objects verified in 1.3 s: 1 NOT consistent.',
      'docs/operations.md says what each of these means and what to do.',
      '',
    ].join('\n'),
  );
});

test('of very many requests only those with something to say are listed', () => {
  const requests = [...Array.from({ length: 1000 }, (_, i) => ({ ...whole, requestId: `w${i}` })), broken];
  const text = reportText({ consistent: false, requests, endpoints: [] }, 1);
  expect(text.split('\n').length).toBeLessThan(12);
  expect(text).toContain('1001 requests and 3003 objects verified');
});

const letter = {
  number: 3,
  consumer: 'tracker',
  subject: 'halftone.v1.image.failed.r1',
  seq: 39,
  reason: 'not JSON',
  movedAt: new Date('2026-11-20T12:43:38.500Z'),
  data: Buffer.from('{"a":"\\u001b[2J"}'),
};

const listed = async (...letters: DeadLetter[]) =>
  (await Array.fromAsync(listText(Readable.from(letters)))).join('');

test('dead letters are listed with the reason, and one is shown with its event', async () => {
  const headline =
    '   3  event 39 on halftone.v1.image.failed.r1, from consumer tracker, 2026-11-20 12:43:38 UTC';
  expect(await listed(letter, letter)).toBe(`${headline}\n      not JSON\n`.repeat(2));
  expect(letterText(letter)).toBe(`${headline}\nReason: not JSON\n\n{\n  "a": "\\u001b[2J"\n}`);
  expect(await listed()).toMatch(/no dead letters/);
});
