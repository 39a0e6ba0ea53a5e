import { waitFor } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { expect, test } from 'vitest';
import { sweepUploads } from './sweep-uploads.ts';

const logger = createLogger('test', 'silent');

test('the uploads are swept again and again, also after a failure, until it stops', async () => {
  const ages: number[] = [];
  const removeOrphans = async (olderThanMs: number) => {
    ages.push(olderThanMs);
    if (ages.length === 1) throw new Error('NATS is away');
    return 1;
  };
  const options = { uploads: { removeOrphans }, logger, random: () => 0, everyMs: 5, olderThanMs: 1000 };
  const sweeping = sweepUploads(options);
  await waitFor('some sweeps', () => ages.length >= 4);
  await sweeping[Symbol.asyncDispose]();
  const swept = ages.length;
  expect(new Set(ages)).toEqual(new Set([1000]));
  await new Promise(setImmediate);
  expect(ages).toHaveLength(swept);
});
