import { createLogger } from '@halftone/runtime';
import { expect, test, vi } from 'vitest';
import { attemptWebhook } from './attempt.ts';
import { SECRET } from './notifier.fixture.ts';
import { signWith } from './signature.ts';

test('a secret in the path of the receiver stands in no log line', async () => {
  const logger = createLogger('notifier', 'silent');
  const logged = vi.spyOn(logger, 'info');
  const attempt = attemptWebhook({
    post: () =>
      Promise.resolve({
        status: 204,
        headers: {},
        body: Buffer.alloc(0),
        truncated: false,
        retryAfterMs: undefined,
      }),
    publish: () => Promise.resolve({ seq: 11, duplicate: false }),
    waitsMs: [],
    timeoutMs: 1000,
    now: () => new Date('2026-03-01T12:00:01.000Z'),
    random: () => 0.5,
    logger,
  });
  const receiver = 'https://chat.example/services/private';
  const [slot, { signal }] = [new DisposableStack(), new AbortController()];
  const webhook = {
    requestId: 'r1',
    deliveryId: 'msg_r1',
    event: 'request.completed' as const,
    receiver,
    sign: signWith([SECRET]),
    body: async () => '{}',
  };
  await attempt({ webhook, slot, trigger: 10, number: 1, signal });
  expect(logged).toHaveBeenCalledWith(
    expect.objectContaining({ url: 'https://chat.example', outcome: 'delivered' }),
    'webhook attempted',
  );
});
