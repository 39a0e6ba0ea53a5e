import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
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

/** How late a proxy is: in noticing what is ready, and in connecting to what it has chosen. */
const LAG_MS = 1000;
const UPLOADS_AT_ONCE = 4;

test('while gateways are replaced behind a proxy that lags behind, no upload fails', async () => {
  await using system = await systemForTest({}, { asleep: true });
  await using parts = new AsyncDisposableStack();
  const first = parts.use(await gatewayOf(system));
  const second = parts.use(await gatewayOf(system));
  const third = parts.use(await gatewayOf(system));
  await using proxy = await lagging([first, second, third].map(({ port }) => port));
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
  const started = await testProcess(program, () => isReady(port));
  return { port, process: started, [Symbol.asyncDispose]: () => started[Symbol.asyncDispose]() };
}

const isReady = (port: number) =>
  fetch(`http://127.0.0.1:${port}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );

/** A proxy for TCP that sends connections, a while after they came, to one after another of what was ready a while ago. */
async function lagging(ports: number[]) {
  let ready: number[] = [];
  let turn = 0;
  const over = new AbortController();
  const { signal } = over;
  const looking = (async () => {
    while (!signal.aborted) {
      const answers = await Promise.all(ports.map(isReady));
      ready = ports.filter((_, index) => answers[index]);
      await delay(LAG_MS, undefined, { signal }).catch(() => {});
    }
  })();
  const server = createServer({ pauseOnConnect: true }, (client) => {
    const port = ready[turn++ % ready.length];
    client.on('error', () => {});
    setTimeout(() => {
      if (port === undefined) return client.destroy();
      const backend = connect(port, '127.0.0.1');
      backend.on('error', () => client.destroy());
      client.on('close', () => backend.destroy());
      client.pipe(backend).pipe(client);
      client.resume();
    }, LAG_MS);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  return {
    port: address.port,
    ready: () => ready.length,
    async [Symbol.asyncDispose]() {
      over.abort();
      server.close();
      await looking;
    },
  };
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
