import { EXAMPLES, STREAM } from '@halftone/contracts';
import { natsForTest } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { connect } from 'nats';
import { expect, test } from 'vitest';
import { connectLog } from '../log.ts';

const EVENTS = 300;
const STOPS = 20;
/** Long, so that what comes in the time of a fetch was handed back. */
const ACK_WAIT_MS = 60_000;
const FETCH_MS = 2000;

test('a consumer that stops while events are on their way returns every one of them', async () => {
  await using nats = await natsForTest();
  const logger = createLogger('test', 'silent');
  await using log = await connectLog({ url: nats.url, service: 'imager', logger });
  const data = Array.from({ length: EVENTS }, (_, i) => ({ ...EXAMPLES['image.failed'], imageId: `${i}` }));
  await Promise.all(data.map((event) => log.publish('image.failed', event)));
  const durables = Array.from({ length: STOPS }, (_, i) => `stop-${i}`);
  for (const durable of durables) await stopAtFirst(durable);

  const connection = await connect({ servers: nats.url });
  const delivered = await Promise.all(durables.map(countNow));
  await connection.close();
  expect(delivered).toEqual(durables.map(() => EVENTS));

  async function stopAtFirst(durable: string): Promise<void> {
    const begun = Promise.withResolvers<void>();
    const options = { durable, event: 'image.failed', inFlight: 200, ackWaitMs: ACK_WAIT_MS } as const;
    await using _stopped = await log.consume(options, async ({ signal }) => {
      begun.resolve();
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    await begun.promise;
  }

  async function countNow(durable: string): Promise<number> {
    const consumer = await connection.jetstream().consumers.get(STREAM.name, durable);
    const messages = await consumer.fetch({ max_messages: EVENTS, expires: FETCH_MS });
    return (await Array.fromAsync(messages)).length;
  }
});
