import {
  CHOSEN_WEBHOOKS,
  createEvent,
  EXAMPLES,
  WEBHOOK_EXAMPLES,
  WEBHOOK_NAMES,
  webhookBodySchema,
} from '@halftone/contracts';
import { Errors } from 'typebox/value';
import { expect, test } from 'vitest';
import { completedData } from '../notifier.fixture.ts';
import { completedBody, failedImagesBody, progressBody } from './payload.ts';

const event = (requestId = 'r1') =>
  createEvent('request.completed', completedData(requestId), {
    source: 'halftone/tracker',
    time: new Date('2026-03-01T10:20:45.000Z'),
  });

test('the body has the members of Standard Webhooks, and the top level keys of older systems', () => {
  expect(JSON.parse(completedBody(event(), 'https://halftone.example'))).toEqual({
    type: 'request.completed',
    timestamp: '2026-03-01T10:20:45.000Z',
    schemaVersion: 1,
    data: {
      requestId: 'r1',
      status: 'completed',
      outcome: 'partial',
      counts: { products: 2, images: 3, compressed: 2, failed: 1 },
      bytes: { source: 1000, output: 400 },
      durationMs: 1234,
      outputCsvUrl: 'https://halftone.example/api/download/r1',
    },
    requestId: 'r1',
    request_id: 'r1',
    status: 'completed',
    outputCsvUrl: 'https://halftone.example/api/download/r1',
  });
});

test('the same event gives the same bytes, below 20 kB even with the longest id', () => {
  const longest = event('x'.repeat(128));
  expect(completedBody(longest, 'https://halftone.example')).toBe(
    completedBody(longest, 'https://halftone.example'),
  );
  expect(Buffer.byteLength(completedBody(longest, 'https://halftone.example'))).toBeLessThan(20_000);
});

test('a public URL may end with a slash or hold a path', () => {
  expect(JSON.parse(completedBody(event(), 'https://shop.example/halftone/'))).toMatchObject({
    outputCsvUrl: 'https://shop.example/halftone/api/download/r1',
  });
});

test('the examples of the contracts are what is made of the examples of events, and fit their schemas', () => {
  const publicUrl = 'https://halftone.example';
  const time = new Date('2026-11-20T09:00:00Z');
  const completed = createEvent('request.completed', EXAMPLES['request.completed'], {
    source: 'halftone/tracker',
    time,
  });
  const { imageId, url = null, reason } = EXAMPLES['image.failed'];
  const failures = { failures: [{ imageId, url, reason }], failuresOmitted: 0 };
  const { requestId, progress, occurredAt } = EXAMPLES['webhook.requested'];
  const made = [
    completedBody(completed, publicUrl),
    failedImagesBody(completed, failures, publicUrl),
    progressBody(requestId, occurredAt, progress ?? expect.unreachable()),
  ].map((body) => JSON.parse(body));
  expect(made).toEqual(CHOSEN_WEBHOOKS.map((name) => WEBHOOK_EXAMPLES[name]));
  for (const name of WEBHOOK_NAMES) {
    expect(Errors(webhookBodySchema(name), WEBHOOK_EXAMPLES[name])).toEqual([]);
  }
});
