import { describe, expect, test } from 'vitest';
import { apiForTest, json, REQUEST_ID, requestAnswer } from '../testing/api.ts';
import { command } from '../testing/command.ts';

const attempt = {
  attempt: 2,
  outcome: 'retrying',
  statusCode: 503,
  error: '503 Service Unavailable',
  durationMs: 12,
  attemptedAt: '2026-11-20T10:00:05.000Z',
  nextAttemptAt: '2026-11-20T10:05:05.000Z',
};
const failing = {
  id: `msg_${REQUEST_ID}`,
  url: 'https://shop.example/hook',
  status: 'retrying',
  attempts: [attempt],
};

describe('deliveries', () => {
  test('says why each did not arrive, when it is tried again, and how to have that done now', async () => {
    await using api = await apiForTest({
      [`GET /v1/requests/${REQUEST_ID}/deliveries`]: json({ items: [failing], nextCursor: null }),
    });
    const { out } = await command(['deliveries', REQUEST_ID, '--url', api.url]);
    expect(out.split('\n')).toEqual([
      `msg_${REQUEST_ID}`,
      '  failing, and tried again  https://shop.example/hook',
      '  attempt 2 at 2026-11-20 10:00: 503 Service Unavailable',
      '  next attempt at 2026-11-20 10:05',
      `  Deliver it again: npx halftone redeliver msg_${REQUEST_ID} --url ${api.url}`,
      '',
    ]);
  });

  test('of all requests are asked for with their filters', async () => {
    const delivered = { ...failing, requestId: REQUEST_ID, event: 'request.completed', status: 'delivered' };
    const arrived = { ...delivered, attempts: [{ ...attempt, outcome: 'delivered', nextAttemptAt: null }] };
    await using api = await apiForTest({
      'GET /v1/deliveries': json({ items: [arrived], nextCursor: null }),
    });
    const args = ['deliveries', '--outcome', 'delivered', '--since', '2026-11-20'];
    const { out } = await command([...args, '--url', api.url]);
    expect(out).toContain(`  request.completed of request ${REQUEST_ID}\n`);
    expect(out).not.toContain('redeliver');
    expect(api.received[0]?.query).toEqual({
      outcome: 'delivered',
      since: '2026-11-20T00:00:00.000Z',
      limit: '20',
    });
  });

  test('are sent again by their id', async () => {
    const answer = json({ id: failing.id, requestId: REQUEST_ID, message: 'Again.' }, 202);
    await using api = await apiForTest({ [`POST /v1/deliveries/${failing.id}/redeliver`]: answer });
    const { code, out } = await command(['redeliver', failing.id, '--url', api.url]);
    expect(code).toBe(0);
    expect(out).toContain(`npx halftone deliveries ${REQUEST_ID} --url ${api.url}`);
  });
});

describe('status', () => {
  test('says why a webhook does not arrive', async () => {
    await using api = await apiForTest({
      [`GET /v1/requests/${REQUEST_ID}`]: json(requestAnswer({ webhookUrl: 'https://shop.example/hook' })),
      [`GET /v1/requests/${REQUEST_ID}/deliveries`]: json({ items: [failing], nextCursor: null }),
    });
    const { out } = await command(['status', REQUEST_ID, '--url', api.url]);
    expect(out).toMatch(
      /^Webhook {3}failing, and tried again: https:\/\/shop\.example\/hook \(503 Service Unavailable\), next attempt 2026-11-20 10:05$/m,
    );
  });
});
