import { isVerification } from '@halftone/messaging';
import { expect, test } from 'vitest';
import type { FindingCode } from './findings.ts';
import { summaryOf } from './summary.ts';
import type { Report } from './verify.ts';
import type { RequestReport } from './verify-request.ts';

function report(requestId: string, found: Partial<Record<FindingCode, number>> = {}): RequestReport {
  const severity = 'row_missing' in found ? 'fault' : 'note';
  return {
    requestId,
    state: 'completed',
    totals: { products: 1, images: 1 },
    counts: { products: 1, compressed: 1, failed: 0, reused: 0 },
    objects: 1,
    webhook: 'none',
    findings: Object.keys(found).map((code) => ({
      code: code as FindingCode,
      severity,
      detail: 'So it is.',
    })),
    found,
  };
}

test('a summary counts each code over all requests, and names the first that have faults', () => {
  const faulty = Array.from({ length: 30 }, (_, i) => report(`faulty-${i}`, { row_missing: 2 }));
  const requests = [report('whole'), report('noted', { second_outcome: 3 }), ...faulty];
  const at = new Date('2026-11-29T12:00:00Z');
  const endpoints: Report['endpoints'] = [
    {
      endpointId: 'ep_1',
      findings: [{ code: 'endpoint_suspended', severity: 'note', detail: 'So it is.' }],
    },
  ];
  const summary = summaryOf({ consistent: false, requests, endpoints }, { at, durationMs: 12.4 });
  expect(summary).toMatchObject({
    at: '2026-11-29T12:00:00.000Z',
    durationMs: 12,
    consistent: false,
    requests: 32,
    found: { second_outcome: 3, row_missing: 60, endpoint_suspended: 1 },
  });
  expect(summary.inconsistent).toEqual(faulty.slice(0, 20).map(({ requestId }) => requestId));
  expect(isVerification(summary)).toBe(true);
});

test('a summary can be kept whatever the ids are', () => {
  const requests = [report('x'.repeat(5000), { row_missing: 1 })];
  const summary = summaryOf(
    { consistent: false, requests, endpoints: [] },
    { at: new Date(), durationMs: 0 },
  );
  expect(isVerification(summary)).toBe(true);
});
