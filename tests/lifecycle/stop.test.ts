import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ServiceName } from '@halftone/contracts';
import {
  originForTest,
  systemForTest,
  type TestOrigin,
  type TestSystem,
  waitFor,
} from '@halftone/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventsOf, expectNothingLost } from '../e2e/accounting.ts';
import { accepted, catalogue, completed, progressReached } from '../e2e/client.ts';
import { picture, serve } from '../e2e/pictures.ts';

/** What Docker gives a container between SIGTERM and SIGKILL. */
const GRACE_MS = 10_000;
const IMAGES = 60;

let system: TestSystem;
let origin: TestOrigin;

beforeAll(async () => {
  const image = await picture(5);
  // Longer than the test waits: what a service does not hand back when it stops would come too late.
  system = await systemForTest({ ACK_WAIT_MS: '120000' });
  origin = await originForTest({
    '*': (from, to) => void setTimeout(serve(image), 100, from, to),
  });
});
afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await origin[Symbol.asyncDispose]();
});

let catalogues = 0;
/** A catalogue of images that nobody has asked for yet. */
function newCatalogue(images = IMAGES): string {
  catalogues += 1;
  return catalogue(Array.from({ length: images }, (_, i) => [`${origin.url}/${catalogues}/${i}.jpg`]));
}

const WELL = { code: 0, signal: null };
const stop = (name: ServiceName) => system.services[name].stop(GRACE_MS);

test.each(['ingest', 'imager', 'tracker'] as const)(
  '%s, asked to stop in the middle of a request, finishes or returns what it has in flight',
  async (name) => {
    const requestId = await accepted(system.api, newCatalogue());
    if (name !== 'ingest') await progressReached(system.api, requestId, 5);
    expect(await stop(name)).toEqual(WELL);
    await system.services[name].start();
    await completed(system.api, requestId);
    await expectNothingLost(system, requestId, { products: IMAGES, images: IMAGES });
  },
);

test('the gateway, asked to stop in the middle of an upload, takes it in', async () => {
  const [start, rest] = splitInTwo(newCatalogue());
  const uploading = request(`${system.api}/v1/requests`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv' },
  });
  const answered = once(uploading, 'response');
  uploading.write(start);
  await once(uploading, 'socket');
  await waitFor('the upload to reach the gateway', () => uploading.writableLength === 0);
  const stopped = stop('gateway');
  await waitFor('the gateway to take no more', () =>
    fetch(system.api).then(
      () => false,
      () => true,
    ),
  );
  uploading.end(rest);

  const [response] = await answered;
  expect(response.statusCode).toBe(202);
  const { id } = JSON.parse(await text(response)) as { id: string };
  expect(await stopped).toEqual(WELL);
  await system.services.gateway.start();
  await completed(system.api, id);
  await expectNothingLost(system, id, { products: IMAGES, images: IMAGES });
});

test('the notifier, asked to stop in the middle of a webhook, waits for its answer and records it', async () => {
  const answer = Promise.withResolvers<void>();
  await using receiver = await originForTest({
    '/hook': (_request, response) => void answer.promise.then(() => response.writeHead(204).end()),
  });
  const requestId = await accepted(system.api, newCatalogue(1), `${receiver.url}/hook`);
  await waitFor('the webhook', () => receiver.hits.get('/hook') === 1);
  const stopped = stop('notifier');
  await waitFor('the notifier to stop', async () =>
    (await readFile(system.services.notifier.log, 'utf8')).includes('notifier stopping'),
  );
  answer.resolve();
  expect(await stopped).toEqual(WELL);
  const attempts = (await eventsOf(system, requestId)).filter(
    ({ event }) => event.name === 'webhook.attempted',
  );
  expect(attempts).toMatchObject([{ event: { data: { outcome: 'delivered' } } }]);
  await system.services.notifier.start();
});

function splitInTwo(csv: string): [string, string] {
  const middle = csv.length / 2;
  return [csv.slice(0, middle), csv.slice(middle)];
}
