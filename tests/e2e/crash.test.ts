import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  originForTest,
  systemForTest,
  type TestOrigin,
  type TestServer,
  type TestSystem,
  waitFor,
} from '@halftone/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectNothingLost, lastSequence, readModelOf } from './accounting.ts';
import { accepted, catalogue, completed, progressReached } from './client.ts';
import { picture, serve } from './pictures.ts';

const IMAGES = 300;

let system: TestSystem;
let origin: TestOrigin;

beforeAll(async () => {
  const image = await picture(9);
  system = await systemForTest();
  // A little latency, so that the request is still in progress when something is killed.
  origin = await originForTest({
    '*': (request, response) => void setTimeout(serve(image), 40, request, response),
    '/missing.jpg': (_request, response) => response.writeHead(404).end(),
  });
});
afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await origin[Symbol.asyncDispose]();
});

let uploads = 0;
/** Uploads 300 images that nobody has asked for yet. */
function uploadCatalogue(): Promise<string> {
  uploads += 1;
  const products = Array.from({ length: IMAGES / 2 }, (_, i) => [
    `${origin.url}/${uploads}/${i}/a.jpg`,
    `${origin.url}/${uploads}/${i}/b.jpg`,
  ]);
  return accepted(system.api, catalogue(products));
}

test('a kill -9 of each service and of NATS in the middle of 300 images loses and doubles nothing', async () => {
  const requestId = await uploadCatalogue();
  // Ingest is done in a moment, so it is killed at once; the others while images come in.
  await restart(system.services.ingest);
  await progressReached(system.api, requestId, 10);
  for (const name of ['imager', 'tracker', 'gateway', 'notifier'] as const) {
    await restart(system.services[name]);
  }
  await restart(system.nats);
  await waitFor('the gateway to have its log again', async () => (await fetch(`${system.api}/readyz`)).ok);
  await completed(system.api, requestId);
  await expectNothingLost(system, requestId, { products: IMAGES / 2, images: IMAGES });
});

async function restart(server: Pick<TestServer, 'kill' | 'start'>): Promise<void> {
  await server.kill();
  await server.start();
}

test('a rebuilt read model equals the one before, row by row and byte by byte, and nothing is published', async () => {
  const requestId = await accepted(
    system.api,
    catalogue([[`${origin.url}/good.jpg`, `${origin.url}/missing.jpg`]]),
  );
  await completed(system.api, requestId);
  const before = await readModelOf(system);
  const files = await filesOf(requestId);
  const published = await lastSequence(system);
  const program = fileURLToPath(new URL('../../services/tracker/src/rebuild.ts', import.meta.url));
  await promisify(execFile)(process.execPath, [program], { env: system.environmentOf('tracker') });
  expect(await readModelOf(system)).toEqual(before);
  expect(before.images?.length).toBeGreaterThanOrEqual(2);
  expect(await lastSequence(system)).toBe(published);
  expect((await filesOf(requestId)).equals(files)).toBe(true);
  expect(files.toString()).toContain('not_found');
  expect(files.toString()).toContain('good.jpg');
});

/** The bytes of every file that a client can download of a request, one after the other. */
async function filesOf(requestId: string): Promise<Buffer> {
  const paths = [
    `/api/download/${requestId}`,
    `/v1/requests/${requestId}/output.csv`,
    `/v1/requests/${requestId}/failed.csv`,
  ];
  const files = paths.map(async (path) => {
    const response = await fetch(`${system.api}${path}`);
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  });
  return Buffer.concat(await Promise.all(files));
}
