import { EXAMPLES, STREAM } from '@halftone/contracts';
import { natsForTest, waitFor } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { connect } from 'nats';
import { expect, test } from 'vitest';
import { connectLog } from '../log.ts';
import { followStream } from './follow-stream.ts';

const logger = createLogger('test', 'silent');
const IDLE_MS = 1000;

test('a quiet stream is followed with one consumer, which is recreated only when it is gone', async () => {
  await using nats = await natsForTest();
  await using log = await connectLog({ url: nats.url, service: 'gateway', logger });
  const plain = await connect({ servers: new URL(nats.url).host });
  const manager = await plain.jetstreamManager();
  const consumers = async () => (await manager.consumers.list(STREAM.name).next()).map(({ name }) => name);
  let asked = 0;
  const info = `$JS.API.CONSUMER.INFO.${STREAM.name}.*`;
  plain.subscribe(info, { callback: () => void asked++ });
  const stop = new AbortController();
  const seen: number[] = [];
  const following = (async () => {
    const options = { stream: STREAM.name, filter: STREAM.subjects[0], from: 1, idleMs: IDLE_MS, logger };
    const messages = followStream(plain.jetstream(), manager, { ...options, signal: stop.signal });
    for await (const { seq } of messages) seen.push(seq);
  })();
  const publish = async (imageId: string) =>
    (await log.publish('image.failed', { ...EXAMPLES['image.failed'], imageId })).seq;

  const first = await publish('i1');
  await waitFor('the first event', () => seen.length === 1);
  const [name = ''] = await consumers();
  // Once when it is opened; then it is quiet twice.
  await waitFor('the reader to ask', () => asked >= 3);
  expect(await consumers()).toEqual([name]);

  await manager.consumers.delete(STREAM.name, name);
  const second = await publish('i2');
  await waitFor('the second event', () => seen.length === 2);
  expect(seen).toEqual([first, second]);
  expect(await consumers()).not.toContain(name);
  stop.abort();
  await following;
  await plain.close();
});
