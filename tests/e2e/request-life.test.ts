import type { IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  originForTest,
  systemForTest,
  TEST_WEBHOOK_SECRET,
  type TestSystem,
  waitFor,
} from '@halftone/local-stack/testing';
import { Webhook } from 'standardwebhooks';
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
  // What is cancelled before it is listed has no rows.
  await waitFor('its image to be listed', async () => (await textOf(request.links.images)).includes('slow'));
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

/** An endpoint, a test of one, or a request. */
type Posted = { id: string; secret: string; sent: { headers: Record<string, string> } };

test('an upload and an endpoint are told what they chose, each with its own signature, and all of it is listed', async () => {
  const received: { id: string; verified: boolean }[] = [];
  let secret = '';
  await using origin = await originForTest({
    ...Object.fromEntries(
      await Promise.all([1, 2, 3].map(async (n) => [`/${n}.jpg`, serve(await picture(n))])),
    ),
    '*': async (request, answer) => {
      const body = await text(request);
      const isOwn = request.url === '/own';
      const verified = isSignedWith(isOwn ? TEST_WEBHOOK_SECRET : secret, body, request.headers);
      received.push({ id: String(request.headers['webhook-id']), verified });
      answer.writeHead(request.url?.endsWith('.jpg') ? 404 : 204).end();
    },
  });
  const post = async (path: string, body: object) => {
    const response = await fetch(`${system.api}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await response.json()) as Posted;
  };
  const events = ['request.completed', 'request.failed_images', 'request.progress'];
  const endpoint = await post('/v1/webhook-endpoints', { url: `${origin.url}/endpoint`, events });
  secret = endpoint.secret;
  const tested = await post('/v1/webhooks/test', { endpointId: endpoint.id });
  expect(tested).toMatchObject({ delivered: true, received: { status: 204 } });
  expect(received.splice(0)).toEqual([{ id: tested.sent.headers['webhook-id'], verified: true }]);

  const imageUrls = [1, 2, 3, 4].map((n) => `${origin.url}/${n === 4 ? 'gone' : n}.jpg`);
  const own = { webhookUrl: `${origin.url}/own`, webhookEvents: ['request.completed', 'request.progress'] };
  const { id } = await post('/v1/requests', { products: [{ name: 'Lamp', imageUrls }], ...own });
  const told = (to: string) =>
    ['completed', 'progress25', 'progress50', 'progress75'].map((what) => `msg_${id}_${what}${to}`);
  const toEndpoint = [...told(`_${endpoint.id}`), `msg_${id}_failed_${endpoint.id}`];
  const expected = [`msg_${id}`, ...told('').slice(1), ...toEndpoint].sort();
  const webhooks = () => received.filter((webhook) => webhook.id.startsWith('msg_'));
  await waitFor('all webhooks', () => webhooks().length >= expected.length);
  expect(
    webhooks()
      .map((webhook) => webhook.id)
      .sort(),
  ).toEqual(expected);
  expect(webhooks().every(({ verified }) => verified)).toBe(true);

  const listed = await waitFor('all deliveries', async () => {
    const { body } = await call(`${system.api}/v1/deliveries?outcome=delivered`);
    return body.items.length >= expected.length && body.items;
  });
  expect(listed).toHaveLength(expected.length);
});

function isSignedWith(secret: string, body: string, headers: IncomingHttpHeaders): boolean {
  const sent = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  try {
    return new Webhook(secret).verify(body, sent) !== undefined;
  } catch {
    return false;
  }
}
