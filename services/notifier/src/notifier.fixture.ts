import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { deliveryIdOf, type EventData } from '@halftone/contracts';
import { natsForTest, originForTest, type TestNats, waitFor } from '@halftone/local-stack/testing';
import {
  type Consumption,
  connectLog,
  type EventLog,
  type Publish,
  type Published,
} from '@halftone/messaging';
import { createOutbound } from '@halftone/outbound';
import { createLogger, type Environment } from '@halftone/runtime';
import { readServiceConfig } from './config.ts';
import { startNotifier } from './notifier.ts';

/** What the tests sign with. */
export const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** What the secrets of endpoints are sealed with. */
export const ENDPOINT_SECRETS_KEY = Buffer.alloc(32, 5).toString('base64');

type Attempted = EventData<'webhook.attempted'>;

/** The data of a completion in which one image of three failed. */
export function completedData(requestId: string, webhookUrl?: string): EventData<'request.completed'> {
  return {
    requestId,
    outcome: 'partial',
    counts: { products: 2, images: 3, compressed: 2, failed: 1 },
    bytes: { source: 1000, output: 400 },
    durationMs: 1234,
    outputsDigest: 'a'.repeat(64),
    ...(webhookUrl && { webhookUrl }),
  };
}

export type Received = { path: string; headers: IncomingHttpHeaders; body: string };

/** A real receiver that keeps what it gets. Without `answer` it answers 204. */
export async function receiverForTest(
  answer: (response: ServerResponse, received: Received[]) => void = (response) =>
    response.writeHead(204).end(),
) {
  const received: Received[] = [];
  const origin = await originForTest({
    '*': async (request, response) => {
      received.push({ path: request.url ?? '', headers: request.headers, body: await text(request) });
      answer(response, received);
    },
  });
  return { url: `${origin.url}/hook`, received, [Symbol.asyncDispose]: () => origin[Symbol.asyncDispose]() };
}

export type TestNotifier = AsyncDisposable & {
  log: EventLog;
  nats: TestNats;
  complete(requestId: string, webhookUrl?: string): Promise<Published>;
  askForRedelivery(requestId: string): Promise<Published>;
  /** The attempts of a request so far, in the order of the log. */
  attempts(requestId: string): Promise<Attempted[]>;
  /** Waits until the delivery has ended, and answers all its attempts. */
  ended(requestId: string): Promise<Attempted[]>;
  /**
   * Stops the notifier and starts another, with further settings if `settings`, which reads the log from its beginning if
   * `fromStart`.
   */
  restart(options?: { fromStart?: boolean; settings?: Environment }): Promise<void>;
};

/**
 * A notifier on a NATS server of its own. It may call loopback, and tries again after 50 ms.
 * @param wrap puts something between the notifier and the log's publish
 * @param now the notifier's clock
 */
export async function notifierForTest(
  env: Environment = {},
  wrap: (publish: Publish) => Publish = (publish) => publish,
  now: () => Date = () => new Date(),
): Promise<TestNotifier> {
  const configOf = (settings: Environment) =>
    readServiceConfig({
      PUBLIC_URL: 'https://halftone.example',
      WEBHOOK_SECRETS: SECRET,
      WEBHOOK_RETRY_SCHEDULE: '0.05,0.05,0.05,0.05,0.05',
      OUTBOUND_ALLOW: '127.0.0.0/8',
      ENDPOINT_SECRETS_KEY,
      ...env,
      ...settings,
    });
  const logger = createLogger('notifier', 'silent');
  await using parts = new AsyncDisposableStack();
  const nats = parts.use(await natsForTest());
  const log = parts.use(await connectLog({ url: nats.url, service: 'notifier', logger }));
  const { post } = parts.use(
    createOutbound({ allow: configOf({}).OUTBOUND_ALLOW, userAgent: 'Halftone tests' }),
  );
  const start = (from: typeof log.consume, settings: Environment = {}) =>
    startNotifier({
      config: configOf(settings),
      log: { ...log, consume: from, publish: wrap(log.publish) },
      post,
      logger,
      now,
    });
  let notifier: Consumption = await start(log.consume);
  parts.defer(() => notifier[Symbol.asyncDispose]());

  const attempts = async (requestId: string) => {
    const found: Attempted[] = [];
    for await (const { event } of log.replay({ to: await log.lastSequence() })) {
      if (event.name === 'webhook.attempted' && event.subject === requestId) found.push(event.data);
    }
    return found;
  };
  const running = parts.move();
  return {
    log,
    nats,
    attempts,
    complete: (requestId, webhookUrl) =>
      log.publish('request.completed', completedData(requestId, webhookUrl)),
    askForRedelivery: (requestId) =>
      log.publish('webhook.redelivery-requested', {
        requestId,
        deliveryId: deliveryIdOf(requestId),
        by: 'test',
      }),
    async ended(requestId) {
      await waitFor(`the delivery of ${requestId} to end`, async () => {
        const last = await log.lastEvent('webhook.attempted', requestId);
        return last !== null && last.event.data.outcome !== 'retrying';
      });
      return attempts(requestId);
    },
    async restart({ fromStart = false, settings = {} } = {}) {
      await notifier[Symbol.asyncDispose]();
      // A consumer of another name has not acknowledged anything yet.
      const again: typeof log.consume = (options, handle) =>
        log.consume({ ...options, durable: `${options.durable}-again` }, handle);
      notifier = await start(fromStart ? again : log.consume, settings);
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
