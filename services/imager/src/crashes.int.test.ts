import { fileURLToPath } from 'node:url';
import { originForTest } from '@halftone/local-stack/testing';
import { expect, it } from 'vitest';
import { FILES } from './codec/images.fixture.ts';
import { imagerForTest } from './imager.fixture.ts';

const FAULTY = fileURLToPath(new URL('testing/faulty-codec.ts', import.meta.url));
/** Each costs a process for each of its attempts; all ways to end one are tried with the pool. */
const KILLERS = ['segv', 'kill'];
const NEIGHBOURS = 12;

it('images that kill what decodes them are given up as crashed, and cost their neighbours nothing', async () => {
  const harmless = await FILES.jpeg();
  await using imager = await imagerForTest(
    { ENCODE_CONCURRENCY: '2', DOWNLOAD_RETRY_BASE_MS: '5' },
    (parts) => ({
      ...parts,
      codec: { entry: FAULTY },
    }),
  );
  await using origin = await originForTest({
    '*': ({ url = '' }, response) => {
      const killer = KILLERS.find((name) => url === `/${name}`);
      response.end(killer ? `fault:${killer}` : harmless);
    },
  });
  const expected = new Map<string, unknown>();
  for (const path of [...KILLERS, ...Array.from({ length: NEIGHBOURS }, (_, index) => `harmless-${index}`)]) {
    const imageId = await imager.request('r1', `${origin.url}/${path}`, 'bulk');
    expected.set(imageId, KILLERS.includes(path) ? [path, 'crashed', 5] : [path, 'image.compressed', 1]);
  }

  const outcomes = await imager.outcomes('r1', expected.size);
  for (const [imageId, outcome] of expected) {
    const { name, data } = outcomes.get(imageId) ?? {};
    const path = Array.isArray(outcome) ? outcome[0] : '';
    expect([path, name === 'image.failed' ? data?.reason.code : name, data?.attempts]).toEqual(outcome);
  }
});
