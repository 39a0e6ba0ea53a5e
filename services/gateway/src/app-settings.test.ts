import { expect, test } from 'vitest';
import { eventsAt } from './app-settings.ts';
import { readServiceConfig } from './config.ts';

test.each([
  [{}, ['127.0.0.1:4222']],
  [{ NATS_URL: 'nats://gateway:secret@nats-1, nats-2:4223' }, ['nats-1:4222', 'nats-2:4223']],
  [{ NATS_URL: 'nats', NATS_PUBLIC_URL: 'tls://search:secret@[::1]:5222' }, ['[::1]:5222']],
])('with %o, subscribers find NATS at %j', (env, hosts) => {
  expect(eventsAt(readServiceConfig({ DATABASE_URL: 'postgres://127.0.0.1/halftone', ...env }))).toEqual(
    hosts,
  );
});
