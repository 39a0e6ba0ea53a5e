import { hash } from 'node:crypto';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { objectStoreForTest, originForTest, waitFor } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { describe, expect, it, vi } from 'vitest';
import { createImageStore } from './image-store.ts';
import type { StoreSettings } from './store-settings.ts';

const logger = createLogger('imager', 'silent');
const { signal } = new AbortController();
const image = { key: 'r1/i1.png', bytes: Buffer.from('bytes'), contentType: 'image/png' };

it('an image can be read where the store says, and be kept by caches', async () => {
  await using objectStore = await objectStoreForTest();
  const store = createImageStore({
    ...objectStore,
    region: 'us-east-1',
    publicUrl: `${objectStore.publicUrl}/`,
    logger,
  });
  await store.check();
  const { url, etag } = await store.put(image, new AbortController().signal);
  expect(url).toBe(`${objectStore.publicUrl}/${objectStore.bucket}/r1/i1.png`);

  const response = await fetch(url);
  expect(await response.text()).toBe('bytes');
  expect(response.headers.get('etag')).toBe(`"${etag}"`);
  expect(response.headers.get('content-type')).toBe('image/png');
  expect(response.headers.get('cache-control')).toContain('immutable');
});

describe('a copy', () => {
  const sha256 = hash('sha256', image.bytes);

  it('has the headers of the original, and is there when that is gone', async () => {
    await using objectStore = await objectStoreForTest();
    const store = createImageStore({ ...objectStore, region: 'us-east-1', logger });
    const { etag = '' } = await store.put(image, signal);
    const original = { key: image.key, bytes: image.bytes.length, sha256 };
    const copies = [await store.copy({ ...original, etag }, 'r2/i1.png', signal)];
    // Without an ETag, and where the store gives others, it is read.
    copies.push(await store.copy(original, 'r3/i1.png', signal));
    expect(copies.map((copy) => copy?.etag)).toEqual([etag, etag]);
    await store.removeAll('r1/', signal);
    const response = await fetch(copies[0]?.url ?? '');
    expect([await response.text(), response.headers.get('content-type')]).toEqual(['bytes', 'image/png']);
    expect(response.headers.get('cache-control')).toContain('immutable');

    expect(await store.copy({ ...original, etag }, 'r4/i1.png', signal)).toBeNull();
    const other = { ...original, key: 'r2/i1.png', sha256: hash('sha256', 'other') };
    expect(await store.copy(other, 'r4/i1.png', signal)).toBeNull();
    expect((await fetch(`${objectStore.publicUrl}/${objectStore.bucket}/r4/i1.png`)).status).toBe(404);
  });

  it.each([
    ['does not copy for us', 403, '<Error><Code>AccessDenied</Code></Error>'],
    ['does not know copies', 501, ''],
    ['finds out too late that it cannot', 200, '<Error><Code>AccessDenied</Code></Error>'],
  ])('is not to be had of a store that %s', async (_what, status, body) => {
    await using refusing = await originForTest({
      '*': (_request, response) => void response.writeHead(status).end(body),
    });
    const original = { key: image.key, bytes: image.bytes.length, sha256 };
    expect(await storeAt(refusing.url).copy(original, 'r2/i1.png', signal)).toBeNull();
  });

  it('is waited for where the store is busy, and known by its ETag however that is quoted', async () => {
    const answers: [number, string][] = [
      [503, '<Error><Code>SlowDown</Code></Error>'],
      [502, 'bad gateway'],
      [200, '<CopyObjectResult><ETag>&quot;e1&quot;</ETag></CopyObjectResult>'],
    ];
    const asked: unknown[] = [];
    await using busy = await originForTest({
      '*': ({ headers }, response) => {
        asked.push([headers['x-amz-copy-source'], headers['x-amz-copy-source-if-match']]);
        const [status, body] = answers.shift() ?? [500, ''];
        response.writeHead(status).end(body);
      },
    });
    const original = { key: 'r 1/i1.png', bytes: image.bytes.length, sha256, etag: 'e1' };
    const copy = await storeAt(busy.url).copy(original, 'r2/i1.png', signal);
    expect(copy?.etag).toBe('e1');
    expect(asked).toEqual(Array(3).fill([expect.stringMatching(/\/r%201\/i1\.png$/), 'e1']));
  });

  it('is asked for again where the answer breaks off, whose end would have said what became of it', async () => {
    const whole = '<CopyObjectResult><ETag>e1</ETag></CopyObjectResult>';
    let asked = 0;
    await using failing = await originForTest({
      '*': (_request, response) => {
        asked += 1;
        response.writeHead(200, { 'content-length': whole.length });
        if (asked > 1) return void response.end(whole);
        response.write('<CopyObjectResult>', () => response.destroy());
      },
    });
    const original = { key: image.key, bytes: image.bytes.length, sha256, etag: 'e1' };
    expect((await storeAt(failing.url).copy(original, 'r2/i1.png', signal))?.etag).toBe('e1');
    expect(asked).toBe(2);
  });
});

it('a store without the bucket is not ready', async () => {
  await using objectStore = await objectStoreForTest();
  const store = createImageStore({ ...objectStore, region: 'us-east-1', bucket: 'another', logger });
  await expect(store.check()).rejects.toThrow('There is no bucket another');
});

it('the wait for a store that is away ends with the service', async () => {
  await using objectStore = await objectStoreForTest();
  const store = createImageStore({ ...objectStore, region: 'us-east-1', logger });
  await objectStore.kill();
  const stopping = new AbortController();
  const waiting = store.put(image, stopping.signal);
  stopping.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
});

describe('a store that takes requests and never answers', () => {
  it('is asked again after a time, on another connection', async () => {
    await using silent = await silentServer();
    const stopping = new AbortController();
    const waiting = silent.store({ answerTimeoutMs: 50 }).put(image, stopping.signal);
    await waitFor('a second request', async () => silent.requests() >= 2);
    await waitFor('the end of the first connection', async () => silent.open() <= 1);
    stopping.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('is not asked any longer once the service ends', async () => {
    await using silent = await silentServer();
    const stopping = new AbortController();
    const waiting = silent.store().put(image, stopping.signal);
    await waitFor('the request', async () => silent.requests() === 1);
    stopping.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
    await waitFor('the end of the connection', async () => silent.open() === 0);
  });

  it('is not ready', async () => {
    await using silent = await silentServer();
    await expect(silent.store({ answerTimeoutMs: 50 }).check()).rejects.toThrow('took more than');
  });
});

it('a store that fails is asked again in our way, not in that of the client', async () => {
  await using failing = await originForTest({
    '*': (_request, response) => void response.writeHead(503).end(),
  });
  using warned = vi.spyOn(console, 'warn');
  const stopping = new AbortController();
  const waiting = storeAt(failing.url).put(image, stopping.signal);
  await waitFor('a second request', async () => failing.hits.get('/images/r1/i1.png') === 2);
  stopping.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  expect(warned).not.toHaveBeenCalled();
});

function storeAt(endpoint: string, settings: Partial<StoreSettings> = {}) {
  const credentials = { accessKey: 'key', secretKey: 'secret', region: 'us-east-1', bucket: 'images' };
  return createImageStore({ endpoint, publicUrl: endpoint, ...credentials, logger, ...settings });
}

/** Accepts connections, reads what it is sent, and says nothing. */
async function silentServer() {
  const sockets = new Set<Socket>();
  let requests = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('data', () => {
      requests += 1;
    });
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    store: (settings?: Partial<StoreSettings>) => storeAt(`http://127.0.0.1:${port}`, settings),
    requests: () => requests,
    open: () => sockets.size,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
