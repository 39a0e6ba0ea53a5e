import { createLogger } from '@halftone/runtime';
import type { Consumer } from 'nats';
import { expect, test } from 'vitest';
import { pull } from './pull.ts';

test('a service that stops does not wait for a server that leaves its question about the consumer open', async () => {
  const stopping = new AbortController();
  const asked = Promise.withResolvers<void>();
  const pulling = pull({
    open: () => {
      asked.resolve();
      return new Promise<Consumer>(() => {});
    },
    room: async () => 1,
    take: () => {},
    logger: createLogger('test', 'silent'),
    signal: stopping.signal,
  });
  await asked.promise;
  stopping.abort();
  await expect(pulling).resolves.toBeUndefined();
});
