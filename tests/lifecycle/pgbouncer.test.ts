import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  findPgBouncer,
  originForTest,
  pooledDatabaseForTest,
  systemForTest,
  waitFor,
} from '@halftone/local-stack/testing';
import { expect, test } from 'vitest';
import { expectNothingLost } from '../e2e/accounting.ts';
import { accepted, catalogue, completed, outputOf } from '../e2e/client.ts';
import { picture, serve } from '../e2e/pictures.ts';

const run = promisify(execFile);
const IMAGES = 30;

test('everything works behind PgBouncer in transaction mode, also when it and the services are started again', async (context) => {
  const binary = await findPgBouncer().catch((error: Error) => error);
  if (binary instanceof Error) {
    const what = 'NOT TESTED behind PgBouncer: it is not in the cache, and apt does not have it';
    process.stderr.write(`${what}: ${binary.message}\n`);
    return context.skip(what);
  }
  await using origin = await originForTest({ '*': serve(await picture(7)) });
  await using database = await pooledDatabaseForTest(binary);
  await using system = await systemForTest({}, { database });
  const request = async (name: string) => {
    const urls = Array.from({ length: IMAGES }, (_, i) => [`${origin.url}/${name}/${i}.jpg`]);
    return accepted(system.api, catalogue(urls));
  };
  const expectWorking = async (name: string) => {
    const ids = await Promise.all([request(`${name}-a`), request(`${name}-b`), request(`${name}-c`)]);
    for (const id of ids) {
      await completed(system.api, id);
      await expectNothingLost(system, id, { products: IMAGES, images: IMAGES });
      expect(await outputOf(system.api, id)).toHaveLength(IMAGES);
    }
    // Many at once, so that they come over every connection that the pooler has.
    const paths = ids.flatMap((id) => [`/v1/requests/${id}`, `/v1/requests/${id}/images`, '/v1/requests']);
    const reads = Array.from({ length: 10 }, () => paths).flat();
    const statuses = await Promise.all(reads.map(async (path) => (await fetch(system.api + path)).status));
    expect(new Set(statuses)).toEqual(new Set([200]));
  };
  await expectWorking('first');

  const { gateway, tracker } = system.services;
  await Promise.all([gateway.kill(), tracker.kill()]);
  await Promise.all([gateway.start(), tracker.start()]);
  await expectWorking('after the services');

  await database.kill();
  await database.start();
  await waitFor('PostgreSQL to be read again', async () => (await fetch(`${system.api}/v1/requests`)).ok);
  await expectWorking('after PgBouncer');

  const rebuild = fileURLToPath(new URL('../../services/tracker/src/rebuild.ts', import.meta.url));
  const { stdout } = await run(process.execPath, [rebuild], { env: system.environmentOf('tracker') });
  expect(stdout).toMatch(/Rebuilt the read model .* 9 requests, 270 products/);
  await expectWorking('after a rebuild');
}, 180_000);
