import { originForTest, systemForTest, type TestSystem, waitFor } from '@halftone/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue } from './client.ts';
import { picture, serve } from './pictures.ts';

/** A request, or a list of its images. */
type Body = {
  id: string;
  status: string;
  links: {
    [name in 'self' | 'images' | 'events' | 'output' | 'failed' | 'zip' | 'cancel' | 'retry']: string;
  };
  items: { output: { url: string } | null }[];
};

let system: TestSystem;

beforeAll(async () => {
  system = await systemForTest();
});

afterAll(() => system[Symbol.asyncDispose]());

const call = async (url: string, method = 'GET') => {
  const response = await fetch(url, { method });
  const text = await response.text();
  return { status: response.status, body: (text && JSON.parse(text)) as Body };
};

async function submit(products: string[][]): Promise<Body> {
  const response = await fetch(`${system.api}/v1/requests`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv' },
    body: catalogue(products),
  });
  expect(response.status).toBe(202);
  return (await response.json()) as Body;
}

const ended = ({ links }: Body) =>
  waitFor('the request to end', async () => {
    const { body } = await call(links.self);
    return ['completed', 'cancelled'].includes(body.status) && body;
  });

/** The addresses of what was made. */
const outputsOf = async ({ links }: Body) =>
  (await call(links.images)).body.items.flatMap(({ output }) => output?.url ?? []);

const bytesOf = async (url = '') => Buffer.from(await (await fetch(url)).arrayBuffer());
const textOf = async (url: string) => (await fetch(url)).text();

test('what failed is retried once its origin is fixed, and the images come as a zip', async () => {
  let fixed = false;
  const [one, two] = [await picture(1), await picture(2)];
  await using origin = await originForTest({
    '/1.jpg': serve(one),
    '/2.jpg': (request, answer) => (fixed ? serve(two)(request, answer) : answer.writeHead(404).end()),
  });
  const request = await submit([[`${origin.url}/1.jpg`, `${origin.url}/2.jpg`]]);
  // The stream ends by itself.
  const events = await textOf(request.links.events);
  expect(events).toContain('event: snapshot\n');
  expect(events).toMatch(/event: completed\ndata: .*"outcome":"partial"/);
  expect(await textOf(request.links.failed)).toContain(`/2.jpg`);

  const zip = await bytesOf(request.links.zip);
  const [image] = await outputsOf(request);
  expect(zip.includes(await bytesOf(image))).toBe(true);

  fixed = true;
  const { status, body: retry } = await call(request.links.retry ?? '', 'POST');
  expect(status).toBe(202);
  expect(retry).toMatchObject({ retryOf: request.id, counts: { images: 1 } });
  expect(await ended(retry)).toMatchObject({ outcome: 'succeeded', counts: { compressed: 1, failed: 0 } });
  expect((await call(retry.links.retry ?? '', 'POST')).status).toBe(409);
});

test('a cancelled request ends, though an image of it never does', async () => {
  await using origin = await originForTest({ '/slow.jpg': () => {} });
  const request = await submit([[`${origin.url}/slow.jpg`]]);
  const events = textOf(request.links.events);
  expect(await call(request.links.cancel ?? '', 'POST')).toMatchObject({
    status: 202,
    body: { status: 'cancelled' },
  });
  expect(await ended(request)).toMatchObject({ status: 'cancelled' });
  expect(await events).toContain('event: cancelled\n');
  expect(await textOf(request.links.output)).toContain('cancelled');
});

test('a deleted request leaves nothing behind', async () => {
  await using origin = await originForTest({ '/1.jpg': serve(await picture(1)) });
  const request = await submit([[`${origin.url}/1.jpg`]]);
  await ended(request);
  const [image = ''] = await outputsOf(request);
  expect((await fetch(image)).status).toBe(200);

  expect((await call(request.links.self ?? '', 'DELETE')).status).toBe(204);
  expect((await call(request.links.self)).status).toBe(404);
  await waitFor('its image to be gone', async () => (await fetch(image)).status === 404);
});
