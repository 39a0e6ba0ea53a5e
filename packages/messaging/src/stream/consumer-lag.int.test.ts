import { EXAMPLES } from '@halftone/contracts';
import { natsForTest, type TestNats, waitFor } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { RetryLater } from '../errors.ts';
import { connectLog, type EventLog } from '../log.ts';

const logger = createLogger('test', 'silent');
let nats: TestNats;
let gateway: EventLog;
let ingest: EventLog;

beforeAll(async () => {
  nats = await natsForTest();
  gateway = await connectLog({ url: nats.urlOf('gateway'), service: 'gateway', logger });
  ingest = await connectLog({ url: nats.urlOf('ingest'), service: 'ingest', logger });
});
afterAll(async () => {
  for (const log of [gateway, ingest]) await log[Symbol.asyncDispose]();
  await nats[Symbol.asyncDispose]();
});

const accept = (requestId: string) =>
  gateway.publish('request.accepted', { ...EXAMPLES['request.accepted'], requestId });

test('the gateway sees how far a consumer is behind, and since when, and a consumer that is not there it leaves out', async () => {
  expect(await gateway.lag()).toEqual([]);
  await accept('r1');
  const before = Date.now();
  for (const requestId of ['r2', 'r3', 'r4']) await accept(requestId);
  const taken: string[] = [];
  const consumption = await ingest.consume(
    { durable: 'ingest', event: 'request.accepted', inFlight: 2 },
    async ({ event: { data } }) => {
      if (data.requestId !== 'r1') throw new RetryLater(60_000, 'not now');
      taken.push(data.requestId);
    },
  );
  const lag = await waitFor('three to wait for a retry', async () => {
    const [first, ...others] = await gateway.lag();
    expect(others).toEqual([]);
    return first?.unacknowledged === 3 && first;
  });
  expect(lag).toMatchObject({ consumer: 'ingest', service: 'ingest', pending: 0 });
  expect(lag.oldestAt?.getTime()).toBeGreaterThanOrEqual(before - 1);
  await consumption[Symbol.asyncDispose]();
  await accept('r5');
  expect(await gateway.lag('ingest')).toMatchObject([{ pending: 1, unacknowledged: 3 }]);
  expect(await gateway.lag('tracker')).toEqual([]);
});

test('the gateway sees how much the log holds', async () => {
  const { events, bytes, used } = await gateway.usage();
  expect({ events, used }).toEqual({ events: 5, used: 0 });
  expect(bytes).toBeGreaterThan(1000);
  expect(await gateway.deadLetters()).toBe(0);
});
