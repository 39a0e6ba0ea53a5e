import { randomUUID } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { EXAMPLES } from '@halftone/contracts';
import { waitFor } from '@halftone/local-stack/testing';
import { openReadModel, type ReadModel, Request } from '@halftone/read-model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anyKey, clientOf } from '../../testing/client.ts';
import { systemForTest, type TestSystem } from '../../testing/gateway.ts';
import { type ProjectedRequest, project } from '../../testing/projected.ts';

let system: TestSystem;
let readModel: ReadModel;
let acme: ReturnType<typeof clientOf>;

beforeAll(async () => {
  system = await systemForTest({ keys: anyKey });
  readModel = await openReadModel({ url: system.trackerUrl });
  acme = clientOf(system.url);
});

afterAll(async () => {
  await readModel[Symbol.asyncDispose]();
  await system[Symbol.asyncDispose]();
});

const mug = {
  id: 1,
  name: 'Mug',
  images: [
    { url: 'https://a.example/1.jpg', outputUrl: 'https://out.example/1.jpg' },
    { url: 'https://a.example/2.jpg', failure: 'The server answered 404.' },
    { url: 'https://a.example/3.jpg' },
  ],
};

/** A request in the log and in the read model. */
async function request(state: Partial<ProjectedRequest> = {}): Promise<string> {
  const requestId = randomUUID();
  const accepted = { ...EXAMPLES['request.accepted'], requestId, tenant: 'acme' };
  await system.log.publish('request.accepted', accepted);
  await project(readModel, { id: requestId, tenant: 'acme', completed: false, products: [mug], ...state });
  return requestId;
}

describe('a cancellation', () => {
  test('ends a request that runs, once', async () => {
    const requestId = await request();
    const path = `/v1/requests/${requestId}/cancel`;
    expect(await acme.post(path)).toMatchObject({
      status: 202,
      body: { id: requestId, status: 'cancelled' },
    });
    expect((await system.log.lastEvent('request.cancelled', requestId))?.event.data).toEqual({
      requestId,
      by: 'acme',
    });
    expect(await acme.post(path)).toMatchObject({ status: 409, body: { code: 'request_ended' } });
  });

  test('may say that its body is JSON and have none', async () => {
    const path = `/v1/requests/${await request()}/cancel`;
    expect(await acme.post(path, { 'content-type': 'application/json' })).toMatchObject({ status: 202 });
  });

  test('of a completed request is a conflict, also when only the log knows yet', async () => {
    const requestId = await request();
    await system.log.publish('request.completed', { ...EXAMPLES['request.completed'], requestId });
    expect(await acme.post(`/v1/requests/${requestId}/cancel`)).toMatchObject({
      status: 409,
      body: { code: 'request_ended', detail: 'The request is already completed.' },
    });
    expect(await system.log.lastEvent('request.cancelled', requestId)).toBeNull();
  });
});

describe('a retry', () => {
  /** What the new request is of. */
  async function retried({ status, headers, body }: Awaited<ReturnType<typeof acme.post>>) {
    const { id, ...shown } = body as { id: string };
    expect(headers.get('location')).toBe(`https://halftone.example/v1/requests/${id}`);
    const accepted = (await system.log.lastEvent('request.accepted', id))?.event.data;
    const stored = await system.log.uploads.get(accepted?.upload.object ?? '');
    return { status, id, shown, accepted, csv: stored && (await text(stored)) };
  }

  test('is a new request of the images that failed', async () => {
    const requestId = await request({ completed: true });
    const { status, shown, accepted, csv } = await retried(
      await acme.post(`/v1/requests/${requestId}/retry`),
    );
    expect(status).toBe(202);
    expect(shown).toMatchObject({
      status: 'pending',
      retryOf: requestId,
      counts: { products: 1, images: 1 },
    });
    expect(accepted).toMatchObject({
      tenant: 'acme',
      retryOf: requestId,
      totals: { products: 1, images: 1 },
    });
    expect(csv).toBe('S. No.,Product Name,Input Image URLs,Colour\n1,Mug,https://a.example/2.jpg,red\n');
  });

  test('of a cancelled request takes up what had not ended, and leaves bad rows out', async () => {
    const rejected = [{ cells: ['9', 'Sofa', 'none', 'red'], detail: 'none is no URL.' }];
    const requestId = await request({ cancelled: true, rejected });
    const { csv } = await retried(await acme.post(`/v1/requests/${requestId}/retry`));
    expect(csv).toMatch(/\n1,Mug,"https:\/\/a\.example\/2\.jpg, https:\/\/a\.example\/3\.jpg",red\n$/);
  });

  test('is made once under an Idempotency-Key', async () => {
    const requestId = await request({ completed: true });
    const again = () =>
      acme.post(`/v1/requests/${requestId}/retry`, { 'idempotency-key': `retry ${requestId}` });
    const [first, second] = [await again(), await again()];
    expect(second.body).toEqual(first.body);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(second.headers.get('idempotency-replayed')).toBe('true');
  });

  test('of a request that runs, or in which nothing failed, is a conflict', async () => {
    const running = await request();
    expect(await acme.post(`/v1/requests/${running}/retry`)).toMatchObject({
      status: 409,
      body: { code: 'request_running' },
    });
    const flawless = await request({
      completed: true,
      products: [{ ...mug, images: mug.images.slice(0, 1) }],
    });
    expect(await acme.post(`/v1/requests/${flawless}/retry`)).toMatchObject({
      status: 409,
      body: { code: 'nothing_failed' },
    });
  });
});

describe('a deletion', () => {
  test('is answered when nothing is known of the request any more', async () => {
    const requestId = await request({ completed: true });
    const removing = acme.remove(`/v1/requests/${requestId}`);
    // As the tracker does it.
    await waitFor(
      'the deletion',
      async () => (await system.log.lastEvent('request.deleted', requestId)) !== null,
    );
    await readModel.em().nativeDelete(Request, { id: requestId });
    await system.log.forget(requestId);
    expect(await removing).toMatchObject({ status: 204, body: '' });
    expect(await acme.get(`/v1/requests/${requestId}`)).toMatchObject({ status: 404 });
    expect(await acme.remove(`/v1/requests/${requestId}`)).toMatchObject({ status: 404 });
  });

  test('says when it takes its time', async () => {
    const requestId = await request();
    expect(await acme.remove(`/v1/requests/${requestId}`)).toMatchObject({ status: 202 });
    expect((await system.log.lastEvent('request.deleted', requestId))?.event.data).toEqual({
      requestId,
      tenant: 'acme',
      by: 'acme',
    });
  });
});
