import { objectStoreForTest } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { expect, it } from 'vitest';
import { createImageStore } from './image-store.ts';

const logger = createLogger('imager', 'silent');
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
  const url = await store.put(image, new AbortController().signal);
  expect(url).toBe(`${objectStore.publicUrl}/${objectStore.bucket}/r1/i1.png`);

  const response = await fetch(url);
  expect(await response.text()).toBe('bytes');
  expect(response.headers.get('content-type')).toBe('image/png');
  expect(response.headers.get('cache-control')).toContain('immutable');
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
