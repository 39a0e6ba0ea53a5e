import { fileURLToPath } from 'node:url';
import { freePort } from '@halftone/local-stack';
import {
  systemForTest,
  type TestProcess,
  type TestSystem,
  testProcess,
  waitFor,
} from '@halftone/local-stack/testing';
import { expect, test } from 'vitest';
import { catalogue } from '../e2e/client.ts';
import { isReady, laggingProxy } from './lagging-proxy.ts';

const HOST = '127.0.0.1';
const UPLOADS_AT_ONCE = 4;

test('while gateways are replaced behind a proxy that lags behind, no upload fails', async () => {
  await using system = await systemForTest({}, { asleep: true });
  await using parts = new AsyncDisposableStack();
  const first = parts.use(await gatewayOf(system));
  const second = parts.use(await gatewayOf(system));
  const third = parts.use(await gatewayOf(system));
  await using proxy = await laggingProxy([first, second, third].map(({ port }) => ({ host: HOST, port })));
  await first.process.start();
  await waitFor('the proxy to see a gateway', () => proxy.ready() === 1);

  await using uploads = uploadAgainAndAgain(proxy.port);
  await waitFor('uploads', () => uploads.statuses.length > 2 * UPLOADS_AT_ONCE);
  for (const [old, next] of [
    [first, second],
    [second, third],
  ] as const) {
    await next.process.start();
    await waitFor('the proxy to see both gateways', () => proxy.ready() === 2);
    expect(await old.process.stop(20_000)).toEqual({ code: 0, signal: null });
    const soFar = uploads.statuses.length;
    await waitFor('uploads to go on', () => uploads.statuses.length > soFar + UPLOADS_AT_ONCE);
  }
  expect(new Set(uploads.statuses)).toEqual(new Set([202]));
});

type Gateway = AsyncDisposable & { port: number; process: TestProcess };

/** One more gateway of a system, not started yet, which goes down as in production. */
async function gatewayOf(system: TestSystem): Promise<Gateway> {
  const port = await freePort();
  const main = fileURLToPath(new URL('../../services/gateway/src/main.ts', import.meta.url));
  const env = {
    ...system.environmentOf('gateway'),
    PORT: String(port),
    METRICS_PORT: '0',
    SHUTDOWN_DELAY_MS: '3000',
  };
  const program = {
    name: 'gateway',
    command: process.execPath,
    args: [main],
    env,
    stopSignal: 'SIGTERM' as const,
  };
  const started = await testProcess(program, () => isReady({ host: HOST, port }));
  return { port, process: started, [Symbol.asyncDispose]: () => started[Symbol.asyncDispose]() };
}

/** Uploads, several at a time, until it is disposed of; each over whatever connection the client has. */
function uploadAgainAndAgain(port: number) {
  const statuses: (number | string)[] = [];
  let over = false;
  const upload = async (name: string) => {
    const body = catalogue([[`https://a.example/${name}.jpg`]]);
    const headers = { 'content-type': 'text/csv' };
    const response = await fetch(`http://127.0.0.1:${port}/v1/requests`, { method: 'POST', headers, body });
    await response.arrayBuffer();
    return response.status;
  };
  const uploading = Array.from({ length: UPLOADS_AT_ONCE }, async (_, client) => {
    for (let count = 0; !over; count++) {
      statuses.push(await upload(`${client}-${count}`).catch((error: Error) => String(error.cause ?? error)));
    }
  });
  return {
    statuses,
    async [Symbol.asyncDispose]() {
      over = true;
      await Promise.all(uploading);
    },
  };
}
