import { originForTest, waitFor } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { expect, it } from 'vitest';
import { FILES } from './codec/images.fixture.ts';
import { imagerForTest } from './imager.fixture.ts';
import { createImageStore } from './store/image-store.ts';

const by = 'client';
const { signal } = new AbortController();

type Imager = Awaited<ReturnType<typeof imagerForTest>>;

const isStored = async ({ objectStore }: Imager, key: string) =>
  (await fetch(`${objectStore.endpoint}/${objectStore.bucket}/${key}`)).ok;

const storeOf = ({ objectStore }: Imager) =>
  createImageStore({ ...objectStore, region: 'us-east-1', logger: createLogger('imager', 'silent') });

it('images of a cancelled request are neither fetched nor accounted for', async () => {
  await using imager = await imagerForTest({ DOWNLOAD_CONCURRENCY: '1' });
  const bytes = await FILES.jpeg();
  await using origin = await originForTest({ '*': (_request, response) => void response.end(bytes) });
  await imager.log.publish('request.cancelled', { requestId: 'r1', by });
  for (const name of ['a', 'b', 'c']) await imager.request('r1', `${origin.url}/${name}.jpg`);

  // What was asked for later has ended, so what was asked for before has been skipped.
  for (const name of ['d', 'e', 'f']) await imager.request('r2', `${origin.url}/${name}.jpg`);
  await imager.outcomes('r2', 3);
  expect([...origin.hits.keys()].sort()).toEqual(['/d.jpg', '/e.jpg', '/f.jpg']);
  expect((await imager.outcomes('r1', 0)).size).toBe(0);
});

it('the outputs of a deleted request are removed, and no others', async () => {
  const bytes = await FILES.jpeg();
  await using imager = await imagerForTest();
  await using origin = await originForTest({ '*': (_request, response) => void response.end(bytes) });
  const gone = await imager.request('r1', `${origin.url}/a.jpg`);
  const kept = await imager.request('r12', `${origin.url}/b.jpg`);
  await imager.outcomes('r1', 1);
  await imager.outcomes('r12', 1);
  expect(await isStored(imager, `r1/${gone}.jpg`)).toBe(true);

  await imager.log.publish('request.deleted', { requestId: 'r1', by });
  await waitFor('the removal', async () => !(await isStored(imager, `r1/${gone}.jpg`)));
  expect(await isStored(imager, `r12/${kept}.jpg`)).toBe(true);
});

it('an image in flight when its request is deleted leaves nothing behind', async () => {
  const bytes = await FILES.jpeg();
  let answer = () => {};
  await using imager = await imagerForTest();
  await using origin = await originForTest({
    '/slow.jpg': (_request, response) => {
      answer = () => void response.end(bytes);
    },
    '/next.jpg': (_request, response) => void response.end(bytes),
  });
  const imageId = await imager.request('r1', `${origin.url}/slow.jpg`);
  await waitFor('the download', async () => origin.hits.has('/slow.jpg'));
  const store = storeOf(imager);
  await store.put({ key: 'r1/earlier.jpg', bytes, contentType: 'image/jpeg' }, signal);
  await imager.log.publish('request.deleted', { requestId: 'r1', by });
  await waitFor('the deletion', async () => !(await isStored(imager, 'r1/earlier.jpg')));

  answer();
  await imager.stop();
  expect(await isStored(imager, `r1/${imageId}.jpg`)).toBe(false);
  expect((await imager.outcomes('r1', 0)).size).toBe(0);
  // It was done with, and does not come back.
  await imager.start();
  await imager.request('r2', `${origin.url}/next.jpg`);
  await imager.outcomes('r2', 1);
  expect(origin.hits.get('/slow.jpg')).toBe(1);
});

it('waits for an object store that is away with the removal', async () => {
  await using imager = await imagerForTest();
  const bytes = Buffer.from('bytes');
  await storeOf(imager).put({ key: 'r1/a.jpg', bytes, contentType: 'image/jpeg' }, signal);
  await imager.objectStore.kill();
  await imager.log.publish('request.deleted', { requestId: 'r1', by });
  await imager.objectStore.start();
  await waitFor('the removal', async () => !(await isStored(imager, 'r1/a.jpg')));
});

it('removes more objects than one listing holds', async () => {
  await using imager = await imagerForTest();
  const store = storeOf(imager);
  const put = (n: number) =>
    store.put({ key: `r1/${n}.jpg`, bytes: Buffer.from('x'), contentType: 'image/jpeg' }, signal);
  for (let n = 0; n < 1_010; n += 10) await Promise.all(Array.from({ length: 10 }, (_, i) => put(n + i)));
  await store.removeAll('r1/', signal);
  const left = await Promise.all([0, 500, 1_009].map((n) => isStored(imager, `r1/${n}.jpg`)));
  expect(left).toEqual([false, false, false]);
});
