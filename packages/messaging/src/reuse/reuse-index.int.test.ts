import { EXAMPLES, REUSE } from '@halftone/contracts';
import { natsForTest } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { connect } from 'nats';
import { expect, test } from 'vitest';
import { serversOf } from '../connection.ts';
import { connectLog } from '../index.ts';

const logger = createLogger('test', 'silent');
const limits = { maxBytes: 1024 * 1024, maxAgeMs: 60_000 };

test('what was put last is found, with the permissions of the imager, until it is removed', async () => {
  await using nats = await natsForTest();
  await using log = await connectLog({ url: nats.urlOf('imager'), service: 'imager', logger });
  const index = await log.openReuseIndex(limits);
  expect(await index.get('u.a')).toBeNull();
  await index.put('u.a', { n: 1 });
  const first = await index.get('u.a');
  await index.put('u.a', { n: 2 });
  const second = await index.get('u.a');
  expect([first?.value, second?.value]).toEqual([{ n: 1 }, { n: 2 }]);

  await index.remove('u.a', first?.revision ?? 0);
  expect((await index.get('u.a'))?.value).toEqual({ n: 2 });
  await index.remove('u.a', second?.revision ?? 0);
  expect(await index.get('u.a')).toBeNull();
  // Another instance finds what there is.
  await index.put('u.b', { n: 3 });
  expect((await (await log.openReuseIndex(limits)).get('u.b'))?.value).toEqual({ n: 3 });
});

test('an index that is lost is filled from the start of the log again', async () => {
  await using nats = await natsForTest();
  await using log = await connectLog({ url: nats.urlOf('imager'), service: 'imager', logger });
  const handled: number[] = [];
  const fill = () =>
    log.consume({ durable: REUSE.durable, event: 'image.compressed', inFlight: 1 }, async ({ seq }) => {
      handled.push(seq);
    });
  await log.openReuseIndex(limits);
  await log.publish('image.compressed', EXAMPLES['image.compressed']);
  const filling = await fill();
  await expect.poll(() => handled.length).toBe(1);
  await filling[Symbol.asyncDispose]();

  await log.openReuseIndex(limits);
  const going = await fill();
  await going[Symbol.asyncDispose]();
  await loseIndex(nats.urlOf('operator'));
  await log.openReuseIndex(limits);
  await using _again = await fill();
  await expect.poll(() => handled).toEqual([handled[0], handled[0]]);
});

test('an index that is lost while it is used is made again by the next entries, and filled again once', async () => {
  await using nats = await natsForTest();
  await using log = await connectLog({ url: nats.urlOf('imager'), service: 'imager', logger });
  const index = await log.openReuseIndex(limits);
  const handled: string[] = [];
  const example = EXAMPLES['image.compressed'];
  const publish = (requestId: string) => log.publish('image.compressed', { ...example, requestId });
  await using _filling = await log.consume(
    { durable: REUSE.durable, event: 'image.compressed', inFlight: 8 },
    async ({ event: { data } }) => {
      handled.push(data.requestId);
      await index.put(`u.${data.requestId}`, { n: 1 });
    },
  );
  await publish('r1');
  await expect.poll(() => index.get('u.r1')).not.toBeNull();

  await loseIndex(nats.urlOf('operator'));
  await Promise.all(['u.x', 'u.y', 'u.z'].map((key) => index.put(key, { n: 2 })));
  expect((await index.get('u.z'))?.value).toEqual({ n: 2 });
  await expect.poll(() => index.get('u.r1'), { timeout: 10_000 }).not.toBeNull();
  await publish('r2');
  await expect.poll(() => index.get('u.r2')).not.toBeNull();
  expect(handled).toEqual(['r1', 'r1', 'r2']);
});

async function loseIndex(url: string): Promise<void> {
  const operator = await connect(serversOf(url));
  await (await operator.jetstreamManager()).streams.delete(REUSE.name);
  await operator.close();
}
