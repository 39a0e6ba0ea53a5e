import { createEvent } from '@halftone/contracts';
import { createLogger } from '@halftone/runtime';
import { expect, test, vi } from 'vitest';
import { attemptWebhook } from './attempt.ts';
import { completedData, SECRET } from './notifier.fixture.ts';
import { signWith } from './signature.ts';

const completed = createEvent('request.completed', completedData('r1'), {
  source: 'halftone/tracker',
  time: new Date('2026-03-01T12:00:00.000Z'),
});

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
    sign: signWith([SECRET]),
    publicUrl: 'https://halftone.example',
    waitsMs: [],
    timeoutMs: 1000,
    now: () => new Date('2026-03-01T12:00:01.000Z'),
    random: () => 0.5,
    logger,
  });
  const receiver = 'https://chat.example/services/private';
  const [slot, { signal }] = [new DisposableStack(), new AbortController()];
  await attempt({ completed, receiver, slot, trigger: 10, number: 1, signal });
  expect(logged).toHaveBeenCalledWith(
    expect.objectContaining({ url: 'https://chat.example', outcome: 'delivered' }),
    'webhook attempted',
  );
});
