import { createHash } from 'node:crypto';
import type { EventData, EventName } from '@halftone/contracts';
import type { Publish, Published } from '@halftone/messaging';
import { describe, expect, test } from 'vitest';
import { type Ask, type Completion, completeRequests, outcomeOf } from './complete.ts';
import { project } from './project.ts';
import {
  accepted,
  compressed,
  deleted,
  factsOfRequest,
  failed,
  inLog,
  readModelForTest,
} from './tracker.fixture.ts';

test.each([
  [{ imagesCompressed: 2, imagesFailed: 0 }, 'succeeded'],
  [{ imagesCompressed: 1, imagesFailed: 1 }, 'partial'],
  [{ imagesCompressed: 0, imagesFailed: 2 }, 'failed'],
  [{ imagesCompressed: 0, imagesFailed: 0 }, 'succeeded'],
])('the outcome of %o is %s', (counts, outcome) => {
  expect(outcomeOf(counts)).toBe(outcome);
});

describe('a request is completed', () => {
  test('when every product is listed and every image has ended', async () => {
    await using readModel = await readModelForTest();
    const events = inLog(factsOfRequest('r1', { products: 3 }));
    const published = publications();
    for (const event of events) {
      expect(published.completions).toEqual([]);
      await project(readModel, [event]);
      await completeRequests({ readModel, publish: published.publish }, ['r1']);
    }
    expect(published.completions).toEqual([
      {
        requestId: 'r1',
        outcome: 'partial',
        counts: { products: 3, images: 4, compressed: 3, failed: 1, reused: 1 },
        bytes: { source: 3004, output: 1504 },
        durationMs: 11_000,
        outputsDigest: expect.stringMatching(/^[0-9a-f]{64}$/),
        tenant: 'public',
        webhookUrl: 'https://shop.example/hooks/halftone',
        webhookEvents: ['request.completed', 'request.failed_images'],
      },
    ]);
  });

  test('also when its acceptance comes last', async () => {
    await using readModel = await readModelForTest();
    const published = publications();
    for (const event of inLog(factsOfRequest('r1', { products: 2 })).reverse()) {
      expect(published.completions).toEqual([]);
      await project(readModel, [event]);
      await completeRequests({ readModel, publish: published.publish }, ['r1']);
    }
    expect(published.completions).toMatchObject([{ requestId: 'r1', outcome: 'partial' }]);
  });

  test('only once every bad row is known, too', async () => {
    await using readModel = await readModelForTest();
    const published = publications();
    const facts = factsOfRequest('r1', { products: 2, rejected: 2 });
    const badRowsLast = facts.toSorted(
      (a, b) => Number(a.name === 'product.rejected') - Number(b.name === 'product.rejected'),
    );
    for (const event of inLog(badRowsLast)) {
      expect(published.completions).toEqual([]);
      await project(readModel, [event]);
      await completeRequests({ readModel, publish: published.publish }, ['r1']);
    }
    expect(published.completions).toMatchObject([{ requestId: 'r1', counts: { products: 2, images: 3 } }]);
  });

  test('as failed when everything failed', async () => {
    await using readModel = await readModelForTest();
    const published = publications();
    await project(readModel, inLog(factsOfRequest('r1', { products: 2, failing: () => true })));
    await completeRequests({ readModel, publish: published.publish }, ['r1']);
    expect(published.completions).toMatchObject([
      { outcome: 'failed', counts: { compressed: 0, failed: 3 }, bytes: { source: 0, output: 0 } },
    ]);
  });

  test('with a digest over every image and its outcome, in the order of their ids', async () => {
    await using readModel = await readModelForTest();
    const published = publications();
    const success = compressed('r1', 'aa');
    const facts = factsOfRequest('r1', { products: 1 }).filter(({ name }) => name === 'product.listed');
    await project(
      readModel,
      inLog([accepted('r1', { products: 1, images: 2 }), ...facts, failed('r1', 'bb'), success]),
    );
    await completeRequests({ readModel, publish: published.publish }, ['r1']);
    const sha256 = success.name === 'image.compressed' ? success.data.output.sha256 : '';
    const expected = createHash('sha256').update(`aa:${sha256}\nbb:not_found\n`).digest('hex');
    expect(published.completions).toMatchObject([{ outputsDigest: expected }]);
  });
});

test('what is written while the images are read is read again', async () => {
  await using readModel = await readModelForTest();
  const published = publications();
  const facts = factsOfRequest('r1', { products: 2, failing: () => false });
  const end = facts.find(({ name }) => name === 'image.compressed');
  if (end?.name !== 'image.compressed') throw new Error('no image');
  await project(readModel, inLog(facts, 10));
  let questions = 0;
  const ask: Ask = async (question) => {
    questions += 1;
    // Another tracker brings what is earlier in the log, and so counts.
    if (questions === 3) await project(readModel, inLog([failed('r1', end.data.imageId)], 5));
    return question();
  };
  await completeRequests({ readModel, publish: published.publish, pageSize: 1, ask }, ['r1']);
  expect(published.completions).toMatchObject([{ outcome: 'partial', counts: { compressed: 2, failed: 1 } }]);
  expect(questions).toBeGreaterThan(5);
});

describe('a request is not completed', () => {
  test('again, once its completion is projected', async () => {
    await using readModel = await readModelForTest();
    const published = publications();
    await project(readModel, inLog(factsOfRequest('r1', { products: 2 })));
    await completeRequests({ readModel, publish: published.publish }, ['r1']);
    const [data] = published.completions;
    if (!data) throw new Error('no completion');
    await project(readModel, inLog([{ name: 'request.completed', data }], 100));

    await completeRequests({ readModel, publish: published.publish }, ['r1']);
    expect(published.completions).toHaveLength(1);
  });

  test('when it was deleted', async () => {
    await using readModel = await readModelForTest();
    const published = publications();
    await project(readModel, inLog([deleted('r1'), ...factsOfRequest('r1', { products: 2 })]));
    await completeRequests({ readModel, publish: published.publish }, ['r1']);
    expect(published.completions).toEqual([]);
  });

  test('when it was cancelled', async () => {
    await using readModel = await readModelForTest();
    const published = publications();
    const cancelled = { name: 'request.cancelled', data: { requestId: 'r1', by: 'client' } } as const;
    await project(readModel, inLog([...factsOfRequest('r1', { products: 2 }), cancelled]));
    await completeRequests({ readModel, publish: published.publish }, ['r1']);
    expect(published.completions).toEqual([]);
  });
});

/** Keeps what is published. */
function publications(): { completions: Completion[]; publish: Publish } {
  const completions: Completion[] = [];
  return {
    completions,
    async publish<N extends EventName>(name: N, data: EventData<N>, options = {}): Promise<Published> {
      expect([name, options]).toEqual(['request.completed', { firstOnSubject: true }]);
      completions.push(data as Completion);
      return { seq: completions.length, duplicate: false };
    },
  };
}
