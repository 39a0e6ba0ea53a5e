import { OutboundError } from '@halftone/outbound';
import { expect, test } from 'vitest';
import { verdictOfAnswer, verdictOfError } from './verdict.ts';

test.each([
  { status: 200, outcome: 'delivered' },
  { status: 204, outcome: 'delivered' },
  { status: 299, outcome: 'delivered' },
  { status: 301, outcome: 'failed' },
  { status: 302, outcome: 'failed' },
  { status: 308, outcome: 'failed' },
  { status: 400, outcome: 'failed' },
  { status: 401, outcome: 'failed' },
  { status: 404, outcome: 'failed' },
  { status: 410, outcome: 'rejected' },
  { status: 429, outcome: 'failed' },
  { status: 500, outcome: 'failed' },
  { status: 503, outcome: 'failed' },
])('an answer of $status counts as $outcome', ({ status, outcome }) => {
  expect(verdictOfAnswer({ status })).toMatchObject({ outcome, statusCode: status });
});

test.each([
  { status: 429, retryAfterMs: 60_000 },
  { status: 503, retryAfterMs: 60_000 },
  { status: 500, retryAfterMs: undefined },
  { status: 302, retryAfterMs: undefined },
])('of a Retry-After of a minute with $status, $retryAfterMs is honoured', ({ status, retryAfterMs }) => {
  const verdict = verdictOfAnswer({ status, retryAfterMs: 60_000 });
  expect('retryAfterMs' in verdict ? verdict.retryAfterMs : undefined).toBe(retryAfterMs);
});

test.each([
  { code: 'blocked_address', outcome: 'rejected' },
  { code: 'invalid_url', outcome: 'rejected' },
  { code: 'timeout', outcome: 'failed' },
  { code: 'connection_failed', outcome: 'failed' },
  { code: 'dns_failed', outcome: 'failed' },
  { code: 'tls_failed', outcome: 'failed' },
] as const)('no answer because of $code counts as $outcome, with the reason', ({ code, outcome }) => {
  expect(verdictOfError(new OutboundError(code, 'The reason.'))).toEqual({ outcome, error: 'The reason.' });
});
