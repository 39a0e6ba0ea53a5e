import { createEvent, EXAMPLES } from '@halftone/contracts';
import { RetryLater } from '@halftone/messaging';
import { createLogger } from '@halftone/runtime';
import { expect, test } from 'vitest';
import { type DeliverDependencies, deliverAgain, deliverCompletion } from './deliver.ts';
import { completedData } from './notifier.fixture.ts';

const event = createEvent('request.completed', completedData('r1', 'https://shop.example/hook'), {
  source: 'halftone/tracker',
  time: new Date('2026-03-01T12:00:00.000Z'),
});
const untouched = () => expect.unreachable('neither the log nor the receiver is asked');
const dependencies: DeliverDependencies = {
  log: { lastEvent: untouched, replay: untouched },
  endpoints: { find: untouched },
  sign: untouched,
  signFor: untouched,
  attempt: untouched,
  noteHealth: untouched,
  takeSlot: untouched,
  isUnattempted: untouched,
  defaultReceiver: undefined,
  publicUrl: 'https://halftone.example',
  now: () => new Date('2026-03-01T12:00:01.000Z'),
  random: () => 1,
  logger: createLogger('notifier', 'silent'),
};

test.each([
  { attempt: 1, ms: 1000 },
  { attempt: 2, ms: 2000 },
  { attempt: 7, ms: 60_000 },
  { attempt: 1000, ms: 60_000 },
])(
  'a delivery that finds its receiver busy $attempt times reads nothing, and waits $ms ms',
  async ({ attempt, ms }) => {
    const deliver = deliverCompletion({ ...dependencies, takeSlot: async () => null });
    const delivered = deliver({
      event,
      seq: 10,
      attempt,
      signal: new AbortController().signal,
      progress: () => {},
    });
    await expect(delivered).rejects.toThrow(RetryLater);
    await expect(delivered).rejects.toMatchObject({ delayMs: ms });
  },
);

test('a redelivery whose completion is not to be found waits for it a few times, and is then moved to the dead letters', async () => {
  const name = 'webhook.redelivery-requested';
  const redelivery = createEvent(
    name,
    { ...EXAMPLES[name], requestId: 'r1' },
    {
      source: 'halftone/gateway',
      time: new Date('2026-03-01T12:00:00.000Z'),
    },
  );
  const deliver = deliverAgain({
    ...dependencies,
    log: { lastEvent: async () => null, replay: untouched },
    isUnattempted: () => false,
  });
  const { signal } = new AbortController();
  const delivered = (attempt: number) =>
    deliver({ event: redelivery, seq: 10, attempt, signal, progress: () => {} });
  for (const attempt of [1, 2, 3]) await expect(delivered(attempt)).rejects.toThrow(RetryLater);
  await expect(delivered(4)).rejects.toMatchObject({
    name: 'ImpossibleEventsError',
    reasons: new Map([[10, expect.stringContaining('r1')]]),
  });
});
