import {
  originForTest,
  systemForTest,
  type TestOrigin,
  type TestSystem,
  waitFor,
} from '@halftone/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventsOf, expectNothingLost, lastSequence } from '../e2e/accounting.ts';
import { accepted, catalogue, completed, progressReached } from '../e2e/client.ts';
import { picture, serve } from '../e2e/pictures.ts';
import { openRawLog, type RawLog } from './raw-log.ts';
import { verifyFindings } from './verified.ts';

const CONSUMERS = ['imager-express', 'imager-bulk'];
/** The most images of a request in the express lane: smaller than any here that is to take the other. */
const EXPRESS = 3;

const parts = new AsyncDisposableStack();
let system: TestSystem;
let origin: TestOrigin;
let log: RawLog;
/** What the shop shows at every address. */
let shown: Buffer;
let latencyMs = 0;

beforeAll(async () => {
  shown = await picture(1);
  system = parts.use(await systemForTest({ EXPRESS_MAX_IMAGES: String(EXPRESS) }));
  log = parts.use(await openRawLog(system.nats.url));
  let wasMissed = false;
  origin = parts.use(
    await originForTest({
      '*': (request, response) => void setTimeout(serve(shown), latencyMs, request, response),
      '/missing.jpg': (request, response) => {
        if (wasMissed) return serve(shown)(request, response);
        wasMissed = true;
        response.writeHead(404).end();
      },
    }),
  );
});
afterAll(() => parts.disposeAsync());

const upload = (...names: string[]) =>
  accepted(system.api, catalogue([names.map((name) => `${origin.url}/${name}.jpg`)]));

/** Resolves once both consumers are there again, and everything in the log has been through them. */
const passedAgain = () =>
  waitFor('the consumers to have passed the whole log', async () => {
    const consumers = (await log.consumers()).filter(({ name }) => CONSUMERS.includes(name));
    return (
      consumers.length === CONSUMERS.length &&
      consumers.every(
        ({ num_pending, num_ack_pending, delivered }) =>
          num_pending + num_ack_pending === 0 && delivered.consumer_seq > 0,
      )
    );
  });

test('after both consumers were lost, no image of a completed request is downloaded or stored again', async () => {
  const express = await upload('a', 'b', 'missing');
  const bulk = await upload('c', 'd', 'e', 'f', 'g');
  for (const requestId of [express, bulk]) await completed(system.api, requestId);
  const before = { hits: new Map(origin.hits), sequence: await lastSequence(system) };

  shown = await picture(2);
  for (const name of CONSUMERS) await log.loseConsumer(name);
  await passedAgain();

  expect(origin.hits).toEqual(before.hits);
  expect(await lastSequence(system)).toBe(before.sequence);
  expect(await verifyFindings(system)).toEqual([]);
  await expectNothingLost(system, express, { products: 1, images: 3 });
  await expectNothingLost(system, bulk, { products: 1, images: 5 });
});

test('consumers that are lost while a request is in progress cost no image a second download', async () => {
  latencyMs = 100;
  const names = Array.from({ length: 200 }, (_, n) => `in-progress-${n}`);
  const requestId = await upload(...names);
  await progressReached(system.api, requestId, 10);
  for (const name of CONSUMERS) await log.loseConsumer(name);
  shown = await picture(3);
  await completed(system.api, requestId);
  await passedAgain();

  const again = names.filter((name) => origin.hits.get(`/${name}.jpg`) !== 1);
  expect(again).toEqual([]);
  const ends = (await eventsOf(system, requestId)).filter(({ event }) => event.name === 'image.compressed');
  expect(ends).toHaveLength(names.length);
  expect(await verifyFindings(system)).toEqual([]);
});
