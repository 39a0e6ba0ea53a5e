import { EXAMPLES } from '@halftone/contracts';
import { connectLog, connectOperator, ImpossibleEventsError } from '@halftone/messaging';
import { afterAll, beforeAll, expect, test } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { buildApp } from '../../app.ts';
import { Problem } from '../../problems/problems.ts';
import { anyKey, clientOf } from '../../testing/client.ts';
import { emptyReads } from '../../testing/empty-reads.ts';
import { settings, silent, systemForTest, type TestSystem } from '../../testing/gateway.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await systemForTest({ keys: anyKey, isOperator: (name) => name === 'ops' });
});
afterAll(() => system[Symbol.asyncDispose]());

test('an operator sees versions, the lag of every consumer, dead letters and the last verification', async () => {
  const { get } = clientOf(system.url, 'ops');
  expect(await get('/v1/system')).toMatchObject({
    status: 200,
    body: {
      ready: true,
      operator: true,
      checks: { nats: 'ok', postgres: 'ok' },
      versions: {
        halftone: manifest.version,
        node: process.versions.node,
        natsServer: expect.stringMatching(/^\d+\.\d+/),
        postgresql: expect.stringMatching(/^\d+\.\d+/),
      },
      log: { events: 0, maxBytes: null, lastSequence: 0 },
      consumers: expect.arrayContaining([{ service: 'ingest', consumer: 'ingest', lag: null }]),
      deadLetters: { count: 0, newest: [] },
      verification: null,
    },
  });

  await using operator = await connectOperator({ url: system.natsUrl, logger: silent });
  const verification = {
    at: '2026-11-29T12:00:00.000Z',
    durationMs: 5,
    consistent: false,
    requests: 2,
    inconsistent: ['some-request'],
    found: { row_missing: 1 },
  };
  await operator.keepVerification(verification);
  await giveUp('some-request', 'There is no such request.');
  expect((await get('/v1/system')).body).toMatchObject({
    verification,
    deadLetters: {
      count: 1,
      newest: [
        {
          number: 1,
          consumer: 'tracker',
          event: 'request.cancelled',
          requestId: 'some-request',
          reason: 'There is no such request.',
        },
      ],
    },
  });
});

test('who is no operator sees whether the gateway is ready, its version, and nothing of others', async () => {
  const { status, body } = await clientOf(system.url, 'shop').get('/v1/system');
  expect([status, body]).toEqual([
    200,
    {
      ready: true,
      operator: false,
      checks: { nats: 'ok', postgres: 'ok' },
      versions: { halftone: manifest.version },
    },
  ]);
  expect((await clientOf(system.url, '').get('/v1/system')).status).toBe(401);
});

test('while the log and the database are away, it says so, and what cannot be known is null', async () => {
  const away = () => {
    throw new Problem('log_unavailable', 'The event log is not connected yet.');
  };
  await using app = Object.assign(
    buildApp({
      ...settings,
      log: away,
      checks: { nats: async () => away() },
      reads: { ...emptyReads, databaseVersion: () => Promise.reject(new Error('away')) },
    }),
    { [Symbol.asyncDispose]: () => app.close() },
  );
  const answer = await app.inject('/v1/system');
  expect([answer.statusCode, answer.json()]).toMatchObject([
    200,
    {
      ready: false,
      operator: true,
      checks: { nats: 'unavailable' },
      versions: { natsServer: null, postgresql: null },
      log: null,
      consumers: null,
      deadLetters: null,
      verification: null,
    },
  ]);
});

/** The tracker's way with an event that it can never project. */
async function giveUp(requestId: string, reason: string): Promise<void> {
  await using tracker = await connectLog({ url: system.natsUrl, service: 'tracker', logger: silent });
  await using _consuming = await tracker.consumeBatches(
    { durable: 'tracker', maxBatch: 1, lingerMs: 0 },
    async (batch) => {
      throw new ImpossibleEventsError(batch.map(({ seq }) => [seq, reason]));
    },
  );
  await system.log.publish('request.cancelled', { ...EXAMPLES['request.cancelled'], requestId });
  await expect.poll(async () => (await system.log.watch.deadLetters(1)).count).toBe(1);
}
