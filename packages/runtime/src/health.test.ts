import { expect, test } from 'vitest';
import { readinessOf, serveHealth } from './health.ts';

test('a service is alive even when what it needs is away, but it is not ready', async () => {
  await using server = await serveHealth({
    host: '127.0.0.1',
    port: 0,
    checks: {
      nats: async () => {},
      postgres: () => Promise.reject(new Error('connection to 10.0.0.7 refused')),
    },
  });
  const alive = await fetch(`http://127.0.0.1:${server.port}/healthz`);
  expect(alive.status).toBe(200);
  const ready = await fetch(`http://127.0.0.1:${server.port}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({ ready: false, checks: { nats: 'ok', postgres: 'unavailable' } });
});

test('a check that does not answer counts as unavailable', async () => {
  const silent = () => new Promise<void>(() => {});
  expect(await readinessOf({ nats: silent }, 10)).toEqual({ ready: false, checks: { nats: 'unavailable' } });
});
