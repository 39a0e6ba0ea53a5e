import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  natsForTest,
  objectStoreForTest,
  originForTest,
  systemForTest,
  type TestObjectStore,
  type TestSystem,
} from '@halftone/local-stack/testing';
import { expect, test } from 'vitest';
import { accepted, catalogue, completed, progressReached } from '../e2e/client.ts';
import { picture, serve } from '../e2e/pictures.ts';

const OPERATIONS = fileURLToPath(new URL('../../packages/operations/src', import.meta.url));
const REBUILD = fileURLToPath(new URL('../../services/tracker/src/rebuild.ts', import.meta.url));
const SERVICES = ['gateway', 'ingest', 'imager', 'tracker'] as const;

test('after NATS and PostgreSQL are lost, a backup brings everything back, and what was running goes on', async () => {
  const image = await picture(1);
  const released = Promise.withResolvers<void>();
  await using origin = await originForTest({
    '/done.jpg': serve(image),
    '/first.jpg': serve(image),
    '/late.jpg': serve(image),
    '/held.jpg': (request, answer) => void released.promise.then(() => serve(image)(request, answer)),
  });
  const listing = (...names: string[]) => catalogue(names.map((name) => [`${origin.url}/${name}.jpg`]));
  await using objectStore = await objectStoreForTest();
  await using folder = await temporaryFolder();

  const ids = await lifeBefore(listing, { objectStore, folder: folder.path });

  await using nats = await natsForTest();
  expect(await run({ nats, objectStore }, 'restore', folder.path)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('All 2 outputs of the backup are in the bucket'),
  });
  await using found = await systemForTest({}, { nats, objectStore, asleep: true });
  await startServices(found);
  expect(await node(REBUILD, [], found.environmentOf('tracker'))).toMatchObject({ code: 0 });
  released.resolve();
  await Promise.all([completed(found.api, ids.done), completed(found.api, ids.running)]);
  expect(await run(found, 'verify', '--all')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('2 requests and 3 objects'),
  });
  expect((await fetch(`${found.api}/api/status/${ids.late}`)).status).toBe(404);
  expect(Object.fromEntries(origin.hits)).toMatchObject({ '/done.jpg': 1, '/first.jpg': 1, '/held.jpg': 2 });
});

type Before = { objectStore: TestObjectStore; folder: string };

/** A system that is backed up in the middle of a request, goes on for a while, and then is lost but for its bucket. */
async function lifeBefore(listing: (...names: string[]) => string, { objectStore, folder }: Before) {
  await using lost = await systemForTest({}, { objectStore, asleep: true });
  await startServices(lost);
  const done = await accepted(lost.api, listing('done'));
  const running = await accepted(lost.api, listing('first', 'held'));
  await Promise.all([completed(lost.api, done), progressReached(lost.api, running, 50)]);

  const backup = await run(lost, 'backup', folder);
  expect(backup).toMatchObject({ code: 0, stdout: expect.stringContaining('the list of 2 outputs') });
  expect(await modesIn(folder)).toEqual(new Set(['600', '700']));
  const late = await accepted(lost.api, listing('late'));
  await completed(lost.api, late);
  return { done, running, late };
}

const startServices = (system: TestSystem) =>
  Promise.all(SERVICES.map((name) => system.services[name].start()));

type Ended = { code: number; stdout: string; stderr: string };

type Stores = Pick<TestSystem, 'nats' | 'objectStore'> & Partial<Pick<TestSystem, 'database'>>;

/** Runs one of the operator's commands. */
function run({ nats, database, objectStore }: Stores, command: string, argument: string): Promise<Ended> {
  return node(join(OPERATIONS, `${command}-main.ts`), [argument], {
    NATS_URL: nats.urlOf('operator'),
    ...(database && { DATABASE_URL: database.gatewayUrl }),
    S3_ENDPOINT: objectStore.endpoint,
    S3_BUCKET: objectStore.bucket,
    S3_ACCESS_KEY: objectStore.accessKey,
    S3_SECRET_KEY: objectStore.secretKey,
  });
}

function node(script: string, args: string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const child = execFile(process.execPath, [script, ...args], { env }, (_error, stdout, stderr) =>
    resolve({ code: child.exitCode ?? -1, stdout, stderr }),
  );
  return promise;
}

/** The permissions of everything in a folder, itself included. */
async function modesIn(folder: string): Promise<Set<string>> {
  const paths = [folder, ...(await readdir(folder, { recursive: true })).map((path) => join(folder, path))];
  const modes = paths.map(async (path) => ((await stat(path)).mode & 0o777).toString(8));
  return new Set(await Promise.all(modes));
}

async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), 'halftone-backup-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
