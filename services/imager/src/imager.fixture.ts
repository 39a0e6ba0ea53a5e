import {
  DEFAULT_RECIPE,
  type EventData,
  EXAMPLES,
  imageIdOf,
  type Lane,
  type Recipe,
} from '@halftone/contracts';
import { natsForTest, objectStoreForTest, waitFor } from '@halftone/local-stack/testing';
import { type Consumption, connectLog, type EventLog } from '@halftone/messaging';
import { createOutbound } from '@halftone/outbound';
import { createLogger, type Environment } from '@halftone/runtime';
import { clientSettings, readServiceConfig, storeSettings } from './config.ts';
import { type ImagerParts, startImager } from './imager.ts';
import { createImageStore } from './store/image-store.ts';

type Outcome =
  | { name: 'image.compressed'; data: EventData<'image.compressed'> }
  | { name: 'image.failed'; data: EventData<'image.failed'> };

export type TestImager = AsyncDisposable & {
  log: EventLog;
  nats: Awaited<ReturnType<typeof natsForTest>>;
  objectStore: Awaited<ReturnType<typeof objectStoreForTest>>;
  /** Accepts a request, so that it is known whose it is and what is to be done. */
  accept(requestId: string, options?: { tenant?: string; recipe?: Recipe }): Promise<void>;
  /** Asks for an image, and gives its id. */
  request(requestId: string, url: string, lane?: Lane): Promise<string>;
  /** Waits until so many images of the request have ended, and gives their outcomes by id. */
  outcomes(requestId: string, count: number, timeoutMs?: number): Promise<Map<string, Outcome>>;
  stop(): Promise<void>;
  start(): Promise<void>;
};

const logger = createLogger('imager', 'silent');

/** Shorter than a test may take, so that a failure says what was waited for. */
const LONGEST_WAIT_MS = 50_000;

/**
 * An imager on a NATS server and an object store of its own, which may fetch from loopback.
 * @param change how its parts differ from those of the service
 */
export async function imagerForTest(
  env: Environment = {},
  change: (parts: ImagerParts) => ImagerParts = (parts) => parts,
): Promise<TestImager> {
  await using parts = new AsyncDisposableStack();
  const nats = parts.use(await natsForTest());
  const objectStore = parts.use(await objectStoreForTest());
  const config = readServiceConfig({ ...environmentWith(objectStore), ...env });
  const log = parts.use(await connectLog({ url: nats.url, service: 'imager', logger }));
  // With the permissions that it has in production; the test's own log may do everything.
  const own = parts.use(await connectLog({ url: nats.urlOf('imager'), service: 'imager', logger }));
  const outbound = parts.use(createOutbound(clientSettings(config)));
  const store = createImageStore({ ...storeSettings(config), logger });
  const imager = parts.use(
    restartable(() => startImager(change({ config, log: own, outbound, store, logger }))),
  );
  await imager.start();
  const recipes = new Map<string, Recipe>();
  const running = parts.move();

  return {
    log,
    nats,
    objectStore,
    start: imager.start,
    stop: imager.stop,
    async accept(requestId, { tenant = 'public', recipe = DEFAULT_RECIPE } = {}) {
      recipes.set(requestId, recipe);
      await log.publish('request.accepted', { ...EXAMPLES['request.accepted'], requestId, tenant, recipe });
    },
    async request(requestId, url, lane = 'express') {
      const recipe = recipes.get(requestId) ?? DEFAULT_RECIPE;
      const imageId = imageIdOf(url, recipe);
      await log.publish('image.requested', { requestId, imageId, url, recipe, lane });
      return imageId;
    },
    outcomes: outcomesIn(log),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function restartable(startOne: () => Promise<Consumption>) {
  let running: Consumption | undefined;
  const stop = async () => running?.[Symbol.asyncDispose]();
  const start = async () => {
    running = await startOne();
  };
  return { start, stop, [Symbol.asyncDispose]: stop };
}

function environmentWith(objectStore: TestImager['objectStore']): Environment {
  return {
    S3_ENDPOINT: objectStore.endpoint,
    S3_ACCESS_KEY: objectStore.accessKey,
    S3_SECRET_KEY: objectStore.secretKey,
    S3_BUCKET: objectStore.bucket,
    OUTBOUND_ALLOW: '127.0.0.1',
    DOWNLOAD_RETRY_BASE_MS: '50',
  };
}

/** Reads the log on from where it was read to before: what waits must not take the cores from what it waits for. */
function outcomesIn(log: EventLog): TestImager['outcomes'] {
  const found = new Map<string, Map<string, Outcome>>();
  let readTo = 0;
  const readOn = async () => {
    const to = await log.lastSequence();
    if (to === readTo) return;
    for await (const { event } of log.replay({ from: readTo + 1, to })) {
      if (event.name !== 'image.compressed' && event.name !== 'image.failed') continue;
      const outcomes = found.get(event.subject) ?? new Map<string, Outcome>();
      found.set(event.subject, outcomes.set(event.data.imageId, event));
    }
    readTo = to;
  };
  return (requestId, count, timeoutMs = LONGEST_WAIT_MS) =>
    waitFor(
      `${count} outcomes of ${requestId}`,
      async () => {
        await readOn();
        const outcomes = new Map(found.get(requestId));
        return outcomes.size >= count && outcomes;
      },
      { timeoutMs },
    );
}
