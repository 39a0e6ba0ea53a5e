import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { EventData, Recipe } from '@halftone/contracts';
import { originForTest, type TestOrigin, waitFor } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FILES } from '../codec/images.fixture.ts';
import { imagerForTest, type TestImager } from '../imager.fixture.ts';
import { createImageStore, type ImageStore } from '../store/image-store.ts';
import { CODEC_VERSION } from './codec-version.ts';
import { addressKey } from './keys.ts';

type Compressed = EventData<'image.compressed'>;
type Route = (request: IncomingMessage, response: ServerResponse) => void;

const parts = new AsyncDisposableStack();
const routes: Record<string, Route> = {};
let imager: TestImager;
let origin: TestOrigin;
let store: ImageStore;
/** Two pictures, of which the second is of other bytes. */
let [a, b]: [Buffer, Buffer] = [Buffer.alloc(0), Buffer.alloc(0)];

beforeAll(async () => {
  a = await FILES.jpeg();
  b = await sharp(await FILES.png())
    .jpeg({ quality: 91 })
    .toBuffer();
  imager = parts.use(await imagerForTest());
  const listener: Route = (request, response) => routes[request.url ?? '']?.(request, response);
  origin = parts.use(await originForTest({ '*': listener }));
  const logger = createLogger('imager', 'silent');
  store = createImageStore({ ...imager.objectStore, region: 'us-east-1', logger });
});
afterAll(() => parts.disposeAsync());

/** What the origin has been asked for a path: the conditions of each request. */
const asked = new Map<string, unknown[]>();

/** Puts a file at a path of the origin. With an ETag it answers conditions. */
function serve(path: string, bytes: Buffer, headers: Record<string, string> = {}): string {
  const conditions: unknown[] = [];
  asked.set(path, conditions);
  routes[path] = (request, response) => {
    const condition = request.headers['if-none-match'] ?? request.headers['if-modified-since'];
    conditions.push(condition);
    const isSame = condition === (headers.etag ?? headers['last-modified']) && condition !== undefined;
    response.writeHead(isSame ? 304 : 200, headers).end(isSame ? undefined : bytes);
  };
  return origin.url + path;
}

let requests = 0;

/** Uploads a catalogue of some addresses, and gives what became of them, in their order. */
async function upload(
  urls: string[],
  { tenant, recipe }: { tenant?: string; recipe?: Recipe } = {},
): Promise<Compressed[]> {
  requests += 1;
  const requestId = `request-${requests}`;
  await imager.accept(requestId, { ...(tenant && { tenant }), ...(recipe && { recipe }) });
  const ids = await Promise.all(urls.map((url) => imager.request(requestId, url)));
  const outcomes = await imager.outcomes(requestId, new Set(ids).size);
  return ids.map((id) => {
    const outcome = outcomes.get(id);
    if (outcome?.name !== 'image.compressed') throw new Error(`${id}: ${JSON.stringify(outcome?.data)}`);
    return outcome.data;
  });
}

async function uploadOne(
  url: string,
  options: { tenant?: string; recipe?: Recipe } = {},
): Promise<Compressed> {
  const [image] = await upload([url], options);
  if (!image) throw new Error('nothing was uploaded');
  return image;
}

const stored = async ({ output }: Compressed) => {
  const answer = await fetch(`${imager.objectStore.endpoint}/${imager.objectStore.bucket}/${output.key}`);
  const type = answer.headers.get('content-type');
  const cached = answer.headers.get('cache-control');
  return {
    status: answer.status,
    type,
    cached,
    sha256: hash('sha256', Buffer.from(await answer.arrayBuffer())),
  };
};

/** Every figure of an image but those that belong to it alone. */
const figuresOf = ({ source, output, quality, keptOriginal, codec }: Compressed) => {
  const { key: _key, url: _url, ...lasting } = output;
  return { source, output: lasting, quality, keptOriginal, codec };
};

const whole = (sha256: string) => ({
  status: 200,
  type: 'image/jpeg',
  cached: 'public, max-age=31536000, immutable',
  sha256,
});

/** Whether the index names the output of an image. */
async function isIndexed(image: Compressed): Promise<boolean> {
  const index = await imager.log.openReuseIndex({ maxBytes: 1024 ** 2, maxAgeMs: 60_000 });
  const found = await index.get(addressKey('public', image.imageId, CODEC_VERSION));
  return JSON.stringify(found?.value ?? '').includes(image.output.key);
}

/** Waits until the index has an image, and starts the imager again, which then knows nothing but what is there. */
async function forgetRecent(image: Compressed): Promise<void> {
  await waitFor('the index', () => isIndexed(image));
  await imager.stop();
  await imager.start();
}

describe('an image that has not changed', () => {
  it('is copied when its server says so, with the figures of the first time', async () => {
    const url = serve('/same.jpg', a, { etag: 'W/"1"' });
    const first = await uploadOne(url);
    await forgetRecent(first);
    const second = await uploadOne(url);
    expect(second.reused).toEqual({ requestId: first.requestId, by: 'not-modified' });
    expect(figuresOf(second)).toEqual(figuresOf(first));
    expect(second).toMatchObject({ output: { key: `${second.requestId}/${first.imageId}.jpg` } });
    expect(asked.get('/same.jpg')).toEqual([undefined, 'W/"1"']);

    // Each has an object of its own: deleting the first request takes nothing from the second, nor from a third.
    await imager.log.publish('request.deleted', {
      requestId: first.requestId,
      by: 'client',
      tenant: 'public',
    });
    await waitFor('the deletion', async () => (await stored(first)).status === 404);
    expect(await stored(second)).toEqual(whole(first.output.sha256));
    const third = await uploadOne(url);
    expect(third.reused).toEqual({ requestId: second.requestId, by: 'not-modified' });
    expect(await stored(third)).toEqual(whole(first.output.sha256));
  });

  it.each([403, 412, 503])('is downloaded from a server that answers conditions with %i', async (status) => {
    const path = `/condition-${status}.jpg`;
    const url = serve(path, a, { etag: '"1"' });
    const first = await uploadOne(url);
    await waitFor('the index', () => isIndexed(first));
    const plain = routes[path];
    routes[path] = (request, response) => {
      if (request.headers['if-none-match']) response.writeHead(status).end();
      else plain?.(request, response);
    };
    const second = await uploadOne(url);
    expect(second.reused?.by).toBe('same-bytes');
    expect(figuresOf(second)).toEqual(figuresOf(first));
  });

  it('is compressed as new when the answer must not be kept, or its recipe says never', async () => {
    const secret = serve('/secret.jpg', a, { etag: '"1"', 'cache-control': 'no-store' });
    const url = serve('/never.jpg', b, { etag: '"1"' });
    const first = await upload([secret, url]);
    const second = await upload([secret, url], { recipe: { quality: 50, reuse: 'never' } });
    expect(second.map(({ reused }) => reused)).toEqual([undefined, undefined]);
    expect(second.map(({ imageId }) => imageId)).toEqual(first.map(({ imageId }) => imageId));
    // Its bytes are the same, which is no matter of what is kept.
    expect((await uploadOne(secret)).reused?.by).toBe('same-bytes');
    expect(asked.get('/secret.jpg')).toEqual([undefined, undefined, undefined]);
  });

  it('is never that of another tenant, or of another recipe', async () => {
    const url = serve('/tenants.jpg', b, { etag: '"1"' });
    const first = await uploadOne(url, { tenant: 'one' });
    expect(await uploadOne(url, { tenant: 'two' })).not.toHaveProperty('reused');
    expect(await uploadOne(url, { tenant: 'one', recipe: { quality: 51 } })).not.toHaveProperty('reused');
    expect((await uploadOne(url, { tenant: 'one' })).reused?.requestId).toBe(first.requestId);
  });
});

describe('the same bytes', () => {
  it('are compressed once, under whatever addresses they come and however many come at once', async () => {
    const bytes = await sharp(a).rotate(180).jpeg({ quality: 93 }).toBuffer();
    const urls = [1, 2, 3, 4].map((n) => serve(`/copy-${n}.jpg`, bytes, { etag: `"${n}"` }));
    const images = await upload(urls);
    const made = images.filter(({ reused }) => !reused);
    expect(made).toHaveLength(1);
    expect(images.flatMap(({ reused }) => reused?.by ?? [])).toEqual(Array(3).fill('same-bytes'));
    for (const image of images) expect(await stored(image)).toEqual(whole(made[0]?.output.sha256 ?? ''));
    // What their servers say is noted of each.
    expect(images.map(({ source }) => source.etag)).toEqual(['"1"', '"2"', '"3"', '"4"']);
  });

  it('are known again at another address, by what the index says', async () => {
    const first = await uploadOne(serve('/before.jpg', b));
    await forgetRecent(first);
    const second = await uploadOne(serve('/after.jpg', b));
    expect(second.reused).toEqual({ requestId: first.requestId, by: 'same-bytes' });
    expect(second.timings.encodeMs).toBe(0);
    expect(figuresOf(second)).toEqual(figuresOf(first));
  });
});

it('a deleted request leaves nothing in the index, and nothing that is reused', async () => {
  const url = serve('/deleted.jpg', b, { etag: '"1"' });
  const first = await uploadOne(url, { recipe: { quality: 54 } });
  await waitFor('the index', () => isIndexed(first));
  await imager.log.publish('request.deleted', { requestId: first.requestId, by: 'client', tenant: 'public' });
  await waitFor('the deletion', async () => (await stored(first)).status === 404);
  expect(await isIndexed(first)).toBe(false);
  expect(await uploadOne(url, { recipe: { quality: 54 } })).not.toHaveProperty('reused');
});

describe('an output that is not what it was', () => {
  it.each<[string, (image: Compressed) => Promise<unknown>]>([
    ['gone', ({ output }) => store.removeAll(output.key, AbortSignal.timeout(5_000))],
    [
      'another one',
      ({ output: { key, contentType } }) => {
        const bytes = Buffer.from('not an image');
        return store.put({ key, bytes, contentType }, AbortSignal.timeout(5_000));
      },
    ],
  ])('because it is %s is made as new', async (what, change) => {
    const path = `/${what.replace(' ', '-')}.jpg`;
    const bytes = await sharp(a)
      .jpeg({ quality: what === 'gone' ? 88 : 89 })
      .toBuffer();
    const url = serve(path, bytes, { etag: '"1"' });
    const first = await uploadOne(url);
    await change(first);
    const second = await uploadOne(url);
    expect(second).not.toHaveProperty('reused');
    expect(await stored(second)).toEqual(whole(first.output.sha256));
    // Asked with a condition first, then without.
    expect(asked.get(path)).toEqual([undefined, '"1"', undefined]);
  });
});

describe('a recipe that trusts', () => {
  it('has nothing asked of the server within the age that it names', async () => {
    const url = serve('/trusted.jpg', b);
    const first = await uploadOne(url, { recipe: { quality: 52 } });
    const trust = { quality: 52, reuse: 'trust', reuseMaxAge: 3600 } as const;
    const second = await uploadOne(url, { recipe: trust });
    expect(second.reused).toEqual({
      requestId: first.requestId,
      by: 'trusted',
      seenAt: expect.stringMatching(/^20.*Z$/),
    });
    expect(await stored(second)).toEqual(whole(first.output.sha256));
    expect(asked.get('/trusted.jpg')).toHaveLength(1);
  });
});

it('outputs of before, of which less was noted, are reused once they were read', async () => {
  const url = serve('/old.jpg', a, { etag: '"1"' });
  const recipe = { quality: 53 };
  const first = await uploadOne(url, { recipe: { ...recipe, reuse: 'never' } });
  const { codecVersion: _version, ...before } = first;
  const { etag: _etag, ...output } = first.output;
  const key = `older/${first.imageId}.jpg`;
  const bytes = Buffer.from(await (await fetch(output.url)).arrayBuffer());
  await store.put({ key, bytes, contentType: 'image/jpeg' }, AbortSignal.timeout(5_000));
  await imager.accept('older', { recipe });
  const older = { ...before, requestId: 'older', output: { ...output, key } };
  await imager.log.publish('image.compressed', older);
  await forgetRecent(older);
  // Their source may have been sent with `no-store`: its server is asked.
  const second = await uploadOne(url, { recipe: { ...recipe, reuse: 'trust', reuseMaxAge: 3600 } });
  expect(second.reused).toEqual({ requestId: 'older', by: 'not-modified' });
  expect(await stored(second)).toEqual(whole(first.output.sha256));
});
