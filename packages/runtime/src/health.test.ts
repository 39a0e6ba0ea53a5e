import { expect, test } from 'vitest';
import { readinessOf, serveHealth } from './health.ts';

test('a service is alive even when what it needs is away, but it is not ready', async () => {
  await using server = await serveHealth({
    host: '127.0.0.1',
    port: 0,
  });
  server.started({
    nats: async () => {},
    postgres: () => Promise.reject(new Error('connection to 10.0.0.7 refused')),
  });
  const alive = await fetch(`http://127.0.0.1:${server.port}/healthz`);
  expect(alive.status).toBe(200);
  const ready = await fetch(`http://127.0.0.1:${server.port}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({ ready: false, checks: { nats: 'ok', postgres: 'unavailable' } });
});

test('a check that does not answer counts as unavailable', async () => {
  const silent = () => new Promise<void>(() => {});
  expect(await readinessOf({ nats: silent }, { timeoutMs: 10 })).toEqual({
    ready: false,
    checks: { nats: 'unavailable' },
  });
});

test('a service that has not started yet is alive and not ready, and says why', async () => {
  await using server = await serveHealth({ host: '127.0.0.1', port: 0 });
  expect((await fetch(`http://127.0.0.1:${server.port}/healthz`)).status).toBe(200);
  const ready = await fetch(`http://127.0.0.1:${server.port}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({ ready: false, details: ['It is starting.'] });
});

test('what a service can work without is told, and does not keep it from being ready', async () => {
  const away = () => Promise.reject(new Error('away'));
  const postgres = { check: away, without: 'Nothing can be read.' };
  expect(await readinessOf({ nats: async () => {}, postgres })).toEqual({
    ready: true,
    checks: { nats: 'ok', postgres: 'unavailable' },
    details: ['Nothing can be read.'],
  });
  expect(await readinessOf({ nats: away, postgres })).toMatchObject({ ready: false });
});

test('a service that was asked to end is not ready, whatever it could reach', async () => {
  expect(await readinessOf({ nats: async () => {} }, { stopping: true })).toEqual({
    ready: false,
    checks: { nats: 'ok' },
    details: ['It is stopping.'],
  });
});

test('the metrics of the process are served, with whether what it needs can be used', async () => {
  await using server = await serveHealth({ host: '127.0.0.1', port: 0 });
  server.started({ nats: async () => {}, postgres: () => Promise.reject(new Error('away')) });
  const response = await fetch(`http://127.0.0.1:${server.port}/metrics`);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const text = await response.text();
  expect(text).toMatch(/^halftone_dependency_up\{dependency="nats"\} 1$/m);
  expect(text).toMatch(/^halftone_dependency_up\{dependency="postgres"\} 0$/m);
  expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
});

test('those who watch a process get nothing else, and may ask for the head alone', async () => {
  await using server = await serveHealth({ host: '127.0.0.1', port: 0 });
  const ask = (path: string, method: string) =>
    fetch(`http://127.0.0.1:${server.port}${path}`, { method }).then(async (answer) => [
      answer.status,
      await answer.text(),
    ]);
  expect(await ask('/healthz?from=probe', 'GET')).toEqual([200, '{"status":"alive"}']);
  expect(await ask('/healthz', 'HEAD')).toEqual([200, '']);
  expect(await ask('/healthz', 'POST')).toEqual([404, 'Not found\n']);
  expect(await ask('/constructor', 'GET')).toEqual([404, 'Not found\n']);
});
