import { EVERYTHING, EXAMPLES, filterFor, STREAM } from '@halftone/contracts';
import { natsForTest, type TestNats, waitFor } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { AckPolicy, type Consumer, connect, type NatsConnection, nanos } from 'nats';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectLog, type EventLog } from '../log.ts';

const logger = createLogger('test', 'silent');
let nats: TestNats;
let log: EventLog;
let plain: NatsConnection;

beforeEach(async () => {
  nats = await natsForTest();
  log = await connectLog({ url: nats.urlOf('tracker'), service: 'tracker', logger });
  plain = await connect({ servers: new URL(nats.url).host });
});
afterEach(async () => {
  await plain.close();
  await log[Symbol.asyncDispose]();
  await nats[Symbol.asyncDispose]();
});

const requested = (requestId: string, imageId: string) =>
  ({ ...EXAMPLES['image.requested'], requestId, imageId, lane: 'express' }) as const;

async function openExpress(): Promise<Consumer> {
  const jsm = await plain.jetstreamManager();
  const filter = filterFor('image.requested', { lane: 'express' });
  const settings = { ack_policy: AckPolicy.Explicit, ack_wait: nanos(300) };
  await jsm.consumers.add(STREAM.name, {
    durable_name: 'imager-express',
    filter_subject: filter,
    ...settings,
  });
  return plain.jetstream().consumers.get(STREAM.name, 'imager-express');
}

test('removes every event of a request but its deletion, and none of others', async () => {
  await using operator = await connectLog({ url: nats.url, service: 'tracker', logger });
  const names = Object.keys(EXAMPLES) as (keyof typeof EXAMPLES)[];
  for (const requestId of ['r1', 'r2']) {
    for (const name of names) await operator.publish(name, { ...EXAMPLES[name], requestId });
    await operator.publish('image.requested', { ...requested(requestId, 'i9'), lane: 'bulk' });
  }
  for (const requestId of ['r1', 'r2'])
    await plain.jetstream().publish(`halftone.v1.image.melted.${requestId}`, '{}');
  expect(await log.forget('r1')).toBe(true);
  expect(await log.forget('r1')).toBe(true);

  const left = await Array.fromAsync(log.replay());
  const ofRequest = (id: string) => left.filter(({ event }) => event.data.requestId === id);
  expect(ofRequest('r1').map(({ event }) => event.name)).toEqual(['request.deleted']);
  expect(ofRequest('r2')).toHaveLength(names.length + 1);
  const { state } = await (await plain.jetstreamManager()).streams.info(STREAM.name, {
    subjects_filter: 'halftone.v1.image.melted.*',
  });
  // Of a type that only a later version knows: it goes as well.
  expect(Object.keys(state.subjects ?? {})).toEqual(['halftone.v1.image.melted.r2']);
});

test('what a consumer has in flight stays until it is settled, so that the consumer never waits for what is gone', async () => {
  await using imager = await connectLog({ url: nats.url, service: 'ingest', logger });
  const express = await openExpress();
  for (const imageId of ['i1', 'i2', 'i3']) await imager.publish('image.requested', requested('r1', imageId));
  // As a process has them that is killed before it acknowledges them.
  const lost = await Array.fromAsync(await express.fetch({ max_messages: 3, expires: 1000 }));
  expect(lost).toHaveLength(3);

  expect(await log.forget('r1')).toBe(false);
  await imager.publish('image.requested', requested('r2', 'i1'));
  const seen: string[] = [];
  await waitFor('the image of the other request', async () => {
    const message = await express.next({ expires: 1000 });
    message?.ack();
    if (message) seen.push(message.subject.split('.').at(-1) ?? '');
    return seen.includes('r2');
  });
  await waitFor('what was in flight to be redelivered', async () => {
    const message = await express.next({ expires: 1000 });
    message?.ack();
    return (await express.info()).num_ack_pending === 0;
  });
  expect(await log.forget('r1')).toBe(true);
});

test('what a consumer has still to deliver of other requests is delivered after a request is forgotten', async () => {
  await using ingest = await connectLog({ url: nats.urlOf('ingest'), service: 'ingest', logger });
  const jsm = await plain.jetstreamManager();
  await jsm.consumers.add(STREAM.name, {
    durable_name: 'tracker',
    filter_subject: EVERYTHING,
    ack_policy: AckPolicy.Explicit,
  });
  const tracker = await plain.jetstream().consumers.get(STREAM.name, 'tracker');
  await ingest.publish('image.requested', requested('r1', 'i1'));
  await (await tracker.next({ expires: 1000 }))?.ackAck();
  await ingest.publish('image.requested', requested('r2', 'i1'));

  expect(await log.forget('r1')).toBe(true);
  const next = await tracker.next({ expires: 1000 });
  expect(next?.subject).toBe(filterFor('image.requested', { lane: 'express', requestId: 'r2' }));
});
