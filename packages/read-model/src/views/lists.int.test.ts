import { DEFAULT_RECIPE, EXAMPLES } from '@halftone/contracts';
import { databaseForTest } from '@halftone/local-stack/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Image, Request, WebhookAttempt } from '../tables/entities.ts';
import { migrate } from '../tables/migrate.ts';
import { openReadModel, type ReadModel } from '../tables/read-model.ts';
import { InvalidCursorError, type Page } from './cursor.ts';
import { findDelivery, listDeliveries } from './deliveries.ts';
import { listImages } from './image-list.ts';
import { listRequests } from './request-list.ts';
import type { RequestStatus } from './request-view.ts';

const parts = new AsyncDisposableStack();
let readModel: ReadModel;

beforeAll(async () => {
  const database = parts.use(await databaseForTest());
  readModel = parts.use(await openReadModel({ url: database.trackerUrl }));
  await migrate(readModel);
  await fillRequests();
  await fillImages();
  await fillAttempts();
});
afterAll(() => parts.disposeAsync());

/** All pages, one after another. */
async function pages<T>(list: (cursor?: string) => Promise<Page<T>>): Promise<T[][]> {
  const found: T[][] = [];
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await list(cursor);
    found.push(items);
    cursor = nextCursor ?? undefined;
  } while (cursor);
  return found;
}

const noCursors = ['', 'x', '!', 'W10', Buffer.from('[{"$ne":1},"a"]').toString('base64url')].filter(Boolean);
const badTime = Buffer.from('["2026-99-99T00:00:00.000Z","a"]').toString('base64url');

describe('listRequests', () => {
  const idsOf = (items: { requestId: string }[]) => items.map(({ requestId }) => requestId);

  test.each([1, 2, 3, 100])(
    'gives newest first, also those of the same moment, in pages of %i',
    async (limit) => {
      const found = await pages((cursor) => listRequests(readModel, { tenant: 'shop', limit, cursor }));
      expect(idsOf(found.flat())).toEqual(['d', 'c', 'b', 'a']);
      expect(found.every((items) => items.length <= limit)).toBe(true);
      expect(found).toHaveLength(Math.ceil(4 / limit));
    },
  );

  test('shows a tenant nothing of another', async () => {
    expect(idsOf((await listRequests(readModel, { tenant: 'other', limit: 10 })).items)).toEqual(['z']);
    expect((await listRequests(readModel, { tenant: 'nobody', limit: 10 })).items).toEqual([]);
  });

  test.each([
    ['pending', 'a'],
    ['processing', 'b'],
    ['completed', 'c'],
    ['cancelled', 'd'],
  ] satisfies [RequestStatus, string][])('lists those that are %s', async (status, id) => {
    const { items } = await listRequests(readModel, { tenant: 'shop', status, limit: 10 });
    expect(items).toMatchObject([{ requestId: id, status }]);
  });

  test.each([
    [{ outcome: 'partial' as const }, ['c']],
    [{ outcome: 'failed' as const }, []],
    [{ createdAfter: new Date('2026-01-02T00:00:00Z') }, ['d', 'c', 'b']],
    [{ createdBefore: new Date('2026-01-02T00:00:00Z') }, ['a']],
    [
      { createdAfter: new Date('2026-01-01T00:00:00Z'), createdBefore: new Date('2026-01-03T00:00:00Z') },
      'cba',
    ],
  ])('narrows them by %o', async (filter, ids) => {
    const { items } = await listRequests(readModel, { tenant: 'shop', limit: 10, ...filter });
    expect(idsOf(items)).toEqual([...ids]);
  });

  test.each([...noCursors, badTime])('refuses the cursor %s', async (cursor) => {
    await expect(listRequests(readModel, { tenant: 'shop', limit: 1, cursor })).rejects.toThrow(
      InvalidCursorError,
    );
  });
});

describe('listImages', () => {
  const idsOf = (items: { imageId: string }[]) => items.map(({ imageId }) => imageId);

  test.each([1, 2, 50])('gives all of a request in pages of %i', async (limit) => {
    const found = await pages((cursor) => listImages(readModel, 'c', { limit, cursor }));
    expect(idsOf(found.flat())).toEqual(['i1', 'i2', 'i3']);
  });

  test('shows the outcome of each', async () => {
    const { items } = await listImages(readModel, 'c', { limit: 10 });
    const { output: stored, source: downloaded, reused } = EXAMPLES['image.compressed'];
    // What the servers say of it is in the event alone, and its looks are for audits.
    const { etag: _etag, ...output } = stored;
    const { finalUrl, etag, lastModified, variesByAccept, frames, colours, transparent, border, ...source } =
      downloaded;
    expect(items[0]).toEqual({
      imageId: 'i1',
      url: 'https://a.example/1',
      status: 'compressed',
      source,
      output,
      quality: 50,
      keptOriginal: false,
      reused,
      reason: null,
      attempts: 2,
      endedAt: '2026-01-02T00:00:01.500Z',
    });
    const nothing = { source: null, output: null, quality: null, keptOriginal: null, reused: null };
    expect(items[1]).toMatchObject({ ...nothing, status: 'failed', reason: { code: 'not_found' } });
    expect(items[2]).toMatchObject({ ...nothing, status: 'requested', reason: null, endedAt: null });
  });

  test.each([
    [{ status: 'failed' as const }, ['i2']],
    [{ status: 'requested' as const }, ['i3']],
    [{ reason: 'not_found' }, ['i2']],
    [{ reason: 'timeout' }, []],
    [{ status: 'compressed' as const, reason: 'not_found' }, []],
  ])('narrows them by %o', async (filter, ids) => {
    expect(idsOf((await listImages(readModel, 'c', { limit: 10, ...filter })).items)).toEqual(ids);
  });

  test.each(noCursors)('refuses the cursor %s', async (cursor) => {
    await expect(listImages(readModel, 'c', { limit: 1, cursor })).rejects.toThrow(InvalidCursorError);
  });
});

describe('deliveries', () => {
  const attempt = { error: null, durationMs: 12, attemptedAt: '2026-01-02T00:00:00.000Z' };
  const delivery = {
    deliveryId: 'msg_c',
    requestId: 'c',
    event: 'request.completed',
    endpointId: null,
    url: 'https://shop.example/hook',
    status: 'delivered',
    attempts: [
      {
        ...attempt,
        attempt: 1,
        outcome: 'retrying',
        statusCode: null,
        error: 'No answer.',
        nextAttemptAt: '2026-01-02T00:00:05.000Z',
      },
      { ...attempt, attempt: 2, outcome: 'delivered', statusCode: 204, nextAttemptAt: null },
    ],
  };

  test('are shown with their attempts in the order of the log', async () => {
    expect(await listDeliveries(readModel, 'c')).toEqual([delivery]);
    expect(await listDeliveries(readModel, 'a')).toEqual([]);
  });

  test('are found by their id', async () => {
    expect(await findDelivery(readModel, 'msg_c')).toEqual(delivery);
    expect(await findDelivery(readModel, 'msg_a')).toBeNull();
  });
});

async function fillRequests(): Promise<void> {
  const accepted = {
    tenant: 'shop',
    upload: EXAMPLES['request.accepted'].upload,
    recipe: DEFAULT_RECIPE,
    lane: 'express' as const,
    totalProducts: 1,
    totalImages: 1,
    updatedAt: new Date(),
  };
  const [first, second, third] = ['01', '02', '03'].map((day) => new Date(`2026-01-${day}T00:00:00Z`));
  const em = readModel.em();
  await em.insert(Request, { ...accepted, id: 'a', acceptedAt: first });
  await em.insert(Request, { ...accepted, id: 'b', acceptedAt: second, imagesFailed: 1 });
  const outcome = 'partial' as const;
  await em.insert(Request, { ...accepted, id: 'c', acceptedAt: second, completedAt: third, outcome });
  await em.insert(Request, { ...accepted, id: 'd', acceptedAt: third, cancelledAt: third });
  await em.insert(Request, { ...accepted, id: 'z', acceptedAt: third, tenant: 'other' });
  await em.insert(Request, { id: 'not-accepted-yet', updatedAt: new Date() });
}

async function fillImages(): Promise<void> {
  const { source, output, reused } = EXAMPLES['image.compressed'];
  const em = readModel.em();
  await em.insert(Image, {
    requestId: 'c',
    imageId: 'i1',
    url: 'https://a.example/1',
    state: 'compressed',
    endedAt: new Date('2026-01-02T00:00:01.500Z'),
    attempts: 2,
    sourceBytes: source.bytes,
    sourceFormat: source.format,
    sourceWidth: source.width,
    sourceHeight: source.height,
    sourceSha256: source.sha256,
    sourceDigitalSourceType: source.digitalSourceType ?? null,
    sourceHadContentCredentials: source.hadContentCredentials ?? null,
    outputKey: output.key,
    outputUrl: output.url,
    outputBytes: output.bytes,
    outputContentType: output.contentType,
    outputWidth: output.width,
    outputHeight: output.height,
    outputSha256: output.sha256,
    quality: 50,
    keptOriginal: false,
    reusedFrom: reused?.requestId ?? null,
    reusedBy: reused?.by ?? null,
  });
  await em.insert(Image, {
    requestId: 'c',
    imageId: 'i2',
    url: 'https://a.example/2',
    state: 'failed',
    reasonCode: 'not_found',
    reasonDetail: '404',
    reasonHint: 'Correct it.',
  });
  await em.insert(Image, { requestId: 'c', imageId: 'i3', url: 'https://a.example/3', state: 'requested' });
  await em.insert(Image, { requestId: 'c', imageId: 'i4-not-requested-yet', state: 'failed' });
  await em.insert(Image, { requestId: 'a', imageId: 'i5', url: 'https://a.example/5', state: 'requested' });
}

async function fillAttempts(): Promise<void> {
  const attempt = {
    requestId: 'c',
    deliveryId: 'msg_c',
    url: 'https://shop.example/hook',
    durationMs: 12,
    attemptedAt: new Date('2026-01-02T00:00:00Z'),
  };
  const em = readModel.em();
  const delivered = { outcome: 'delivered', statusCode: 204 } as const;
  await em.insert(WebhookAttempt, { ...attempt, ...delivered, id: 'c:1', seq: 9, attempt: 2 });
  const nextAttemptAt = new Date('2026-01-02T00:00:05Z');
  const retrying = { outcome: 'retrying', error: 'No answer.', nextAttemptAt } as const;
  await em.insert(WebhookAttempt, { ...attempt, ...retrying, id: 'c:2', seq: 7, attempt: 1 });
}
