import { type EventData, imageIdOf, type Lane } from '@halftone/contracts';
import { natsForTest, objectStoreForTest, waitFor } from '@halftone/local-stack/testing';
import { type Consumption, connectLog, type EventLog } from '@halftone/messaging';
import { createOutbound } from '@halftone/outbound';
import { createLogger, type Environment } from '@halftone/runtime';
import { clientSettings, readServiceConfig, storeSettings } from './config.ts';
import { createImageStore } from './image-store.ts';
import { type ImagerParts, startImager } from './imager.ts';

type Outcome =
  | { name: 'image.compressed'; data: EventData<'image.compressed'> }
  | { name: 'image.failed'; data: EventData<'image.failed'> };

export type TestImager = AsyncDisposable & {
  log: EventLog;
  nats: Awaited<ReturnType<typeof natsForTest>>;
  objectStore: Awaited<ReturnType<typeof objectStoreForTest>>;
  /** Asks for an image, and gives its id. */
  request(requestId: string, url: string, lane?: Lane): Promise<string>;
  /** Waits until so many images of the request have ended, and gives their outcomes by id. */
  outcomes(requestId: string, count: number): Promise<Map<string, Outcome>>;
  stop(): Promise<void>;
  start(): Promise<void>;
};

const recipe = { quality: 50 };

/**
 * An imager on a NATS server and an object store of its own, which may fetch from loopback.
 * @param codec how its codec processes differ from those of the service
 */
export async function imagerForTest(
  env: Environment = {},
  codec: ImagerParts['codec'] = {},
): Promise<TestImager> {
  const logger = createLogger('imager', 'silent');
  await using parts = new AsyncDisposableStack();
  const nats = parts.use(await natsForTest());
  const objectStore = parts.use(await objectStoreForTest());
  const config = readServiceConfig({ ...environmentWith(objectStore), ...env });
  const log = parts.use(await connectLog({ url: nats.url, service: 'imager', logger }));
  // With the permissions that it has in production; the test's own log may do everything.
  const own = parts.use(await connectLog({ url: nats.urlOf('imager'), service: 'imager', logger }));
  const outbound = parts.use(createOutbound(clientSettings(config)));
  const store = createImageStore({ ...storeSettings(config), logger });
  let imager: Consumption | undefined;
  const start = async () => {
    imager = await startImager({ config, log: own, outbound, store, logger, codec });
  };
  const stop = async () => imager?.[Symbol.asyncDispose]();
  await start();
  parts.defer(stop);
  const running = parts.move();

  return {
    log,
    nats,
    objectStore,
    start,
    stop,
    async request(requestId, url, lane = 'express') {
      const imageId = imageIdOf(url, recipe);
      await log.publish('image.requested', { requestId, imageId, url, recipe, lane });
      return imageId;
    },
    outcomes: (requestId, count) =>
      waitFor(`${count} outcomes of ${requestId}`, async () => {
        const found = await outcomesSoFar(log, requestId);
        return found.size >= count && found;
      }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function environmentWith(objectStore: TestImager['objectStore']): Environment {
  return {
    S3_ENDPOINT: objectStore.endpoint,
    S3_ACCESS_KEY: objectStore.accessKey,
    S3_SECRET_KEY: objectStore.secretKey,
    S3_BUCKET: objectStore.bucket,
    OUTBOUND_ALLOW: '127.0.0.1',
    ACK_WAIT_MS: '1000',
    DOWNLOAD_RETRY_BASE_MS: '50',
  };
}

async function outcomesSoFar(log: EventLog, requestId: string): Promise<Map<string, Outcome>> {
  const found = new Map<string, Outcome>();
  for await (const { event } of log.replay({ to: await log.lastSequence() })) {
    if (event.subject !== requestId) continue;
    if (event.name === 'image.compressed' || event.name === 'image.failed')
      found.set(event.data.imageId, event);
  }
  return found;
}
