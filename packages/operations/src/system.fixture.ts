import { createHash } from 'node:crypto';
import {
  DEFAULT_RECIPE,
  deliveryIdOf,
  type EventData,
  EXAMPLES,
  imageIdOf,
  reasonOf,
  STREAM,
} from '@halftone/contracts';
import { systemForTest, type TestSystem, waitFor } from '@halftone/local-stack/testing';
import { connectLog, connectOperator, type EventLog, type OperatorLog } from '@halftone/messaging';
import { openReadModel, type ReadModel, Request } from '@halftone/read-model';
import { createLogger } from '@halftone/runtime';
import { Client } from 'minio';
import { connect, type JetStreamManager } from 'nats';
import { openOutputStore } from './output-store.ts';
import type { Report } from './verify/verify.ts';
import type { VerifyParts } from './verify/verify-request.ts';

/** Real stores and a real tracker; what the other services would say, the test says. */
export type OperatedSystem = AsyncDisposable & {
  system: TestSystem;
  parts: VerifyParts & { log: OperatorLog; readModel: ReadModel };
  /** Says things as services do. */
  log: EventLog;
  /** Where things are broken. */
  streams: JetStreamManager;
  objects: Client;
  publishRaw(subject: string, bytes: Uint8Array): Promise<void>;
  /** A request of three products with two images each, one of which fails, that has ended in every way. */
  completeRequest(requestId: string): Promise<EndedRequest>;
  /** Waits until the read model knows what the log holds of a request. */
  projected(requestId: string): Promise<void>;
};

export type EndedRequest = { requestId: string; imageIds: string[]; key: (image: number) => string };

const logger = createLogger('test', 'silent');

export async function operatedSystem(): Promise<OperatedSystem> {
  await using parts = new AsyncDisposableStack();
  const system = parts.use(await systemForTest({}, { asleep: true }));
  await system.services.tracker.start();
  const log = parts.use(await connectLog({ url: system.nats.url, service: 'gateway', logger }));
  const operator = parts.use(await connectOperator({ url: system.nats.url, logger }));
  const readModel = parts.use(await openReadModel({ url: system.database.trackerUrl }));
  const plain = await connect({ servers: new URL(system.nats.url).host });
  parts.defer(() => plain.close());
  const { endpoint, accessKey, secretKey, bucket } = system.objectStore;
  const { hostname, port } = new URL(endpoint);
  const objects = new Client({ endPoint: hostname, port: Number(port), useSSL: false, accessKey, secretKey });
  const streams = await plain.jetstreamManager();
  const projected = (requestId: string) => projectedTo(requestId, { operator, readModel });
  const opened = parts.move();
  return {
    system,
    parts: { log: operator, readModel, store: openOutputStore({ endpoint, accessKey, secretKey, bucket }) },
    log,
    streams,
    objects,
    publishRaw: async (subject, bytes) => void (await plain.jetstream().publish(subject, bytes)),
    async completeRequest(requestId) {
      await publishEvents(log, requestId, (key, bytes) =>
        objects.putObject(bucket, key, bytes, bytes.length),
      );
      await projected(requestId);
      return { requestId, imageIds, key: (image) => `${requestId}/${imageIds[image]}.jpg` };
    },
    projected,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

const urls = [1, 2, 3, 4].map((number) => `https://shop.example/${number}.jpg`);
const imageIds = urls.map((url) => imageIdOf(url, DEFAULT_RECIPE));
/** Images of the three products; the last one fails. */
const LISTED = [
  [0, 1],
  [1, 2],
  [0, 3],
];
const FAILING = 3;

type Put = (key: string, bytes: Buffer) => Promise<unknown>;

/** What gateway, ingest, imager and notifier have to say of a request; the tracker completes it. */
async function publishEvents(log: EventLog, requestId: string, put: Put): Promise<void> {
  const totals = { products: 3, images: 4, rejected: 1 };
  await log.publish('request.accepted', { ...EXAMPLES['request.accepted'], requestId, totals });
  for (const [index, images] of LISTED.entries()) {
    const listed = images.map((image) => ({ url: urls[image] ?? '', imageId: imageIds[image] ?? '' }));
    const row = index + 1;
    const cells = [`${row}`, 'A\0product', '', '{"b":1,"a":2}'];
    await log.publish('product.listed', {
      requestId,
      row,
      serial: `${row}`,
      name: 'Müg',
      cells,
      images: listed,
    });
  }
  await log.publish('product.rejected', { ...EXAMPLES['product.rejected'], requestId });
  for (const [image, url] of urls.entries()) {
    const imageId = imageIds[image] ?? '';
    await log.publish('image.requested', {
      requestId,
      imageId,
      url,
      recipe: DEFAULT_RECIPE,
      lane: 'express',
    });
    if (image === FAILING) {
      const reason = reasonOf('not_found', 'The server answered 404.');
      await log.publish('image.failed', { requestId, imageId, reason, attempts: 1 });
    } else {
      const bytes = Buffer.from(`image ${image} of ${requestId}`);
      const key = `${requestId}/${imageId}.jpg`;
      await put(key, bytes);
      await log.publish('image.compressed', compressedAs(requestId, imageId, { key, bytes }));
    }
  }
  const completed = await waitFor(
    'the completion',
    async () => (await log.lastEvent('request.completed', requestId)) ?? undefined,
  );
  await log.publish('webhook.attempted', {
    requestId,
    deliveryId: deliveryIdOf(requestId),
    trigger: completed.seq,
    url: 'https://shop.example/hook',
    attempt: 1,
    durationMs: 12.5,
    outcome: 'delivered',
    statusCode: 204,
  });
}

function compressedAs(
  requestId: string,
  imageId: string,
  { key, bytes }: { key: string; bytes: Buffer },
): EventData<'image.compressed'> {
  const example = EXAMPLES['image.compressed'];
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const output = { ...example.output, key, bytes: bytes.length, sha256 };
  return { ...example, requestId, imageId, output };
}

async function projectedTo(
  requestId: string,
  { operator, readModel }: { operator: OperatorLog; readModel: ReadModel },
): Promise<void> {
  const times: number[] = [];
  for await (const { event } of operator.entriesOf(requestId)) if (event) times.push(Date.parse(event.time));
  await waitFor(`${requestId} to be projected`, async () => {
    const row = await readModel.em().findOne(Request, { id: requestId });
    return row?.updatedAt.getTime() === Math.max(...times);
  });
}

/** The sequence of the event of a request that the condition is true of. */
export async function sequenceOf(
  { parts }: Pick<OperatedSystem, 'parts'>,
  requestId: string,
  isIt: (data: Record<string, unknown>, name: string) => boolean,
): Promise<number> {
  for await (const { event, seq } of parts.log.entriesOf(requestId)) {
    if (event && isIt(event.data, event.name)) return seq;
  }
  throw new Error(`${requestId} has no such event`);
}

/** Takes an event out of the log, as no service ever does. */
export async function removeFromLog(
  { streams }: Pick<OperatedSystem, 'streams'>,
  seq: number,
): Promise<void> {
  await streams.streams.deleteMessage(STREAM.name, seq);
}

/** The codes that were found, and what was said of them. */
export function foundIn({ requests }: Report): Record<string, string> {
  return Object.fromEntries(
    requests.flatMap(({ findings }) => findings.map(({ code, detail }) => [code, detail])),
  );
}
