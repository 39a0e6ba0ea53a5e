import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { databaseForTest, environmentOfProgram, natsForTest, waitFor } from '@halftone/local-stack/testing';
import { expect, test } from 'vitest';
import { catalogue, rawForm, rawHeaders } from './testing/catalogue.ts';
import { messagesInBucket } from './testing/uploads-bucket.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

/** The gateway as a process of its own. */
async function start(env: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN], {
    env: environmentOfProgram({ PORT: '0', LOG_LEVEL: 'info', SHUTDOWN_DELAY_MS: '0', ...env }),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) {
    const [url] = /http:\/\/[\d.:]+/.exec(JSON.parse(line).msg) ?? [];
    if (!url) continue;
    child.stdout.resume();
    return {
      child,
      url,
      [Symbol.asyncDispose]: () => ended(child, 'SIGKILL'),
    };
  }
  throw new Error('the gateway ended before it served');
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
}

/** The same server, which begins to answer only after so many milliseconds. */
async function answeringLate(target: string, ms: number): Promise<AsyncDisposable & { url: string }> {
  const url = new URL(target);
  const { port, hostname } = url;
  const server = createServer(async (near) => {
    await setTimeout(ms);
    if (near.destroyed) return;
    const far = connect(Number(port), hostname);
    pipeline(near, far, near, () => {});
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The server has no port.');
  url.host = `127.0.0.1:${address.port}`;
  return { url: url.href, [Symbol.asyncDispose]: async () => void server.close() };
}

test('an upload in flight is finished when the gateway is asked to stop', async () => {
  await using nats = await natsForTest();
  await using database = await databaseForTest();
  await using gateway = await start({ NATS_URL: nats.urlOf('gateway'), DATABASE_URL: database.gatewayUrl });
  await waitFor('the log', async () => {
    const checks = (await (await fetch(`${gateway.url}/readyz`)).json()) as { checks: { nats: string } };
    return checks.checks.nats === 'ok';
  });

  const csv = catalogue(...Array.from({ length: 10_000 }, () => ['https://a.example/1.jpg']));
  const upload = httpRequest(`${gateway.url}/upload`, { method: 'POST', headers: rawHeaders });
  const answer = once(upload, 'response');
  upload.write(rawForm.start + csv);
  await waitFor('the upload to be in flight', async () => (await messagesInBucket(nats.url)) > 0);

  const exit = once(gateway.child, 'exit');
  gateway.child.kill('SIGTERM');
  await waitFor('new connections to be refused', () =>
    fetch(`${gateway.url}/healthz`).then(
      () => false,
      () => true,
    ),
  );
  upload.end(rawForm.end);
  const [response] = await answer;
  expect(response.statusCode).toBe(200);
  response.resume();
  expect(await exit).toEqual([0, null]);
});

test('a gateway whose log is there takes uploads from its first connection on, so that a restart refuses none', async () => {
  await using nats = await natsForTest();
  await using database = await databaseForTest();
  await using slow = await answeringLate(nats.urlOf('gateway'), 500);
  await using gateway = await start({ NATS_URL: slow.url, DATABASE_URL: database.gatewayUrl });
  const body = rawForm.start + catalogue(['https://a.example/1.jpg']) + rawForm.end;
  const first = await fetch(`${gateway.url}/upload`, { method: 'POST', headers: rawHeaders, body });
  expect(first.status).toBe(200);
});

test('a gateway that waits for NATS ends when it is asked to', async () => {
  await using database = await databaseForTest();
  const nowhere = 'nats://127.0.0.1:1';
  await using gateway = await start({ NATS_URL: nowhere, DATABASE_URL: database.gatewayUrl });
  const exit = once(gateway.child, 'exit');
  gateway.child.kill('SIGTERM');
  expect(await exit).toEqual([0, null]);
});

test('a bad setting stops the start with a message that names it', async () => {
  const child = spawn(process.execPath, [MAIN], {
    env: environmentOfProgram({ PORT: 'many' }),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [messages, [code]] = await Promise.all([child.stderr.toArray(), once(child, 'exit')]);
  const message = Buffer.concat(messages).toString();
  expect(message).toContain('PORT');
  expect(message).toContain('DATABASE_URL');
  expect(code).not.toBe(0);
});

test('without keys the gateway does not start where others could reach it, and says what to set', async () => {
  const child = spawn(process.execPath, [MAIN], {
    env: environmentOfProgram({
      HOST: '0.0.0.0',
      PORT: '0',
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
    }),
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [messages, [code]] = await Promise.all([child.stderr.toArray(), once(child, 'exit')]);
  expect(Buffer.concat(messages).toString()).toMatch(/API_KEYS.*ALLOW_ANONYMOUS=true/s);
  expect(code).toBe(78);
});

test('asked to stop, it is not ready but serves new connections for a while, and then gives uploads the time that is set', async () => {
  await using nats = await natsForTest();
  await using database = await databaseForTest();
  await using gateway = await start({
    NATS_URL: nats.urlOf('gateway'),
    DATABASE_URL: database.gatewayUrl,
    SHUTDOWN_DELAY_MS: '1500',
    SHUTDOWN_TIMEOUT_MS: '1000',
  });
  const status = async (path: string) => (await fetch(`${gateway.url}${path}`)).status;
  await waitFor('the log', async () => (await status('/readyz')) === 200);
  const endless = httpRequest(`${gateway.url}/upload`, { method: 'POST', headers: rawHeaders });
  const cutOff = once(endless, 'error');
  endless.write(rawForm.start + catalogue(['https://a.example/1.jpg']));

  const exit = once(gateway.child, 'exit');
  const began = performance.now();
  gateway.child.kill('SIGTERM');
  await waitFor('it not to be ready', async () => (await status('/readyz')) === 503);
  expect(await status('/healthz')).toBe(200);
  const body = rawForm.start + catalogue(['https://a.example/1.jpg']) + rawForm.end;
  const late = await fetch(`${gateway.url}/upload`, { method: 'POST', headers: rawHeaders, body });
  expect([late.status, late.headers.get('connection')]).toEqual([200, 'close']);

  await cutOff;
  expect(performance.now() - began).toBeGreaterThanOrEqual(2500 - 50);
  expect(await exit).toEqual([0, null]);
});
