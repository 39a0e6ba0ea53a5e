import { createEvent } from '@halftone/contracts';
import { createLogger } from '@halftone/runtime';
import { expect, it } from 'vitest';
import { deleteOutputs } from './delete-outputs.ts';

const DELETED_AT = Date.UTC(2026, 0, 1);

it('removes the outputs at once, and again when no work from before the deletion can be in progress', async () => {
  const removed: string[] = [];
  let time = DELETED_AT + 1000;
  const store = { removeAll: async (prefix: string) => void removed.push(prefix) };
  const logger = createLogger('imager', 'silent');
  const handle = deleteOutputs({
    store,
    forget: async () => {},
    logger,
    longestWorkMs: 60_000,
    now: () => time,
  });
  const event = createEvent(
    'request.deleted',
    { requestId: 'r1', by: 'client' },
    { source: 'halftone/gateway', time: new Date(DELETED_AT) },
  );
  const deliver = (attempt: number) =>
    handle({ event, seq: 1, attempt, signal: new AbortController().signal, progress: () => {} });

  await expect(deliver(1)).rejects.toMatchObject({ name: 'RetryLater', delayMs: 59_000 });
  expect(removed).toEqual(['r1/']);
  time += 59_000;
  await deliver(2);
  expect(removed).toEqual(['r1/', 'r1/']);
});
