import { EXAMPLES, REUSE } from '@halftone/contracts';
import { natsForTest } from '@halftone/local-stack/testing';
import { connectLog, createRequestEnds, type ReuseIndex } from '@halftone/messaging';
import { createLogger } from '@halftone/runtime';
import { expect, it } from 'vitest';
import { fillIndex } from './fill-index.ts';
import { addressKey } from './keys.ts';
import { createRequests } from './requests.ts';

const logger = createLogger('imager', 'silent');

it('what is put into the index while its request is deleted is taken out again', async () => {
  await using nats = await natsForTest();
  await using log = await connectLog({ url: nats.url, service: 'imager', logger });
  const index = await log.openReuseIndex({ maxBytes: 1024 ** 2, maxAgeMs: 60_000 });
  const put: string[] = [];
  const deletedMeanwhile: Pick<ReuseIndex, 'put' | 'remove'> = {
    ...index,
    async put(key, value) {
      await log.publish('request.deleted', EXAMPLES['request.deleted']);
      put.push(key);
      return index.put(key, value);
    },
  };
  const requestEnds = createRequestEnds({ log, logger });
  const fill = fillIndex({
    index: deletedMeanwhile,
    requests: createRequests(log),
    requestEnds,
    departure: async () => {},
  });
  let isFilled = false;
  await using _filling = await log.consume(
    { durable: REUSE.durable, event: 'image.compressed', inFlight: 1 },
    async (delivery) => {
      await fill(delivery);
      isFilled = true;
    },
  );

  await log.publish('request.accepted', EXAMPLES['request.accepted']);
  await log.publish('image.compressed', EXAMPLES['image.compressed']);
  await expect.poll(() => isFilled).toBe(true);
  const { imageId, codecVersion = 0 } = EXAMPLES['image.compressed'];
  const address = addressKey(EXAMPLES['request.accepted'].tenant, imageId, codecVersion);
  expect(put).toContain(address);
  expect(await index.get(address)).toBeNull();
});
