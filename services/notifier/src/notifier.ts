import { randomUUID } from 'node:crypto';
import type { EventName } from '@halftone/contracts';
import {
  type ConsumeOptions,
  type Consumption,
  type EventLog,
  publishWithRetries,
} from '@halftone/messaging';
import type { Outbound } from '@halftone/outbound';
import type { Logger } from '@halftone/runtime';
import { attemptWebhook } from './attempt.ts';
import type { NotifierConfig } from './config.ts';
import { type DeliverDependencies, deliverAgain, deliverCompletion, deliverRequested } from './deliver.ts';
import { noteHealth } from './endpoints/health.ts';
import { signForEndpoints } from './endpoints/sign.ts';
import { type EndpointWatch, watchEndpoints } from './endpoints/watch.ts';
import { receiverSlots } from './receiver-slots.ts';
import { signWith } from './signature.ts';
import { receiverOfTest, testWebhook } from './test-webhook.ts';
import { createUnattempted } from './unattempted.ts';
import { type FanOutDependencies, fanOutCompletion, fanOutProgress } from './webhooks/fan-out.ts';

const HOUR_MS = 60 * 60 * 1000;

export type NotifierDependencies = {
  config: NotifierConfig;
  log: Pick<
    EventLog,
    'publish' | 'consume' | 'lastEvent' | 'lastSequence' | 'replay' | 'webhookTests' | 'endpoints'
  >;
  post: Outbound['post'];
  logger: Logger;
  now?: () => Date;
  random?: () => number;
};

/** Consumes what asks for a webhook, and answers tests of receivers, until it is disposed of. */
export async function startNotifier(dependencies: NotifierDependencies): Promise<Consumption> {
  const { config, log } = dependencies;
  await using started = new AsyncDisposableStack();
  const endpoints = started.use(await watchEndpoints(log.endpoints));
  const delivery = deliveryWith(dependencies, endpoints, await log.lastSequence());
  const limits = { inFlight: config.WEBHOOK_CONCURRENCY, ackWaitMs: config.ACK_WAIT_MS };
  const consumers = await startConsumers(log, delivery, limits);
  for (const consumer of consumers) started.use(consumer);
  const test = testWebhook({
    ...postingWith(dependencies),
    takeSlot: delivery.takeSlot,
    receiverOf: receiverOfTest(delivery),
    newId: randomUUID,
  });
  started.use(log.webhookTests.answer(test));
  const running = started.move();
  return {
    closed: Promise.race([endpoints.closed, ...consumers.map(({ closed }) => closed)]),
    check: async () => void (await Promise.all(consumers.map((consumer) => consumer.check()))),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

const systemClock = () => new Date();

/** How anything is posted: a delivery, or a test. */
const postingWith = ({ config, post, logger, now = systemClock }: NotifierDependencies) => ({
  post,
  timeoutMs: config.WEBHOOK_TIMEOUT_MS,
  now,
  logger,
});

/**
 * What the handlers need.
 * @param since the last sequence of the log when this process started
 */
function deliveryWith(dependencies: NotifierDependencies, endpoints: EndpointWatch, since: number) {
  const { config, log, logger, now = systemClock, random = Math.random } = dependencies;
  return {
    log,
    endpoints,
    sign: signWith(config.WEBHOOK_SECRETS),
    signFor: signForEndpoints(config.ENDPOINT_SECRETS_KEY, now),
    defaultReceiver: config.WEBHOOK_URL,
    publicUrl: config.PUBLIC_URL,
    attempt: attemptWebhook({
      ...postingWith(dependencies),
      publish: publishWithRetries(log.publish, logger),
      waitsMs: config.WEBHOOK_RETRY_SCHEDULE.map((seconds) => Number(seconds) * 1000),
      random,
    }),
    noteHealth: noteHealth({
      log: log.endpoints,
      endpoints,
      suspendAfterMs: config.ENDPOINT_SUSPENDED_AFTER_HOURS * HOUR_MS,
      now,
      logger,
    }),
    takeSlot: receiverSlots(config.WEBHOOK_RECEIVER_CONCURRENCY),
    isUnattempted: createUnattempted(since),
    now,
    random,
    logger,
  };
}

type Limits = Pick<ConsumeOptions<EventName>, 'inFlight' | 'ackWaitMs'>;

function startConsumers(
  log: Pick<EventLog, 'consume' | 'publish'>,
  delivery: DeliverDependencies & FanOutDependencies,
  limits: Limits,
): Promise<Consumption[]> {
  return Promise.all([
    log.consume(
      { durable: 'notifier-completions', event: 'request.completed', ...limits },
      deliverCompletion(delivery),
    ),
    log.consume(
      { durable: 'notifier-receivers', event: 'request.completed', ...limits },
      fanOutCompletion(delivery),
    ),
    log.consume(
      { durable: 'notifier-progress', event: 'request.progressed', ...limits },
      fanOutProgress(delivery),
    ),
    log.consume(
      { durable: 'notifier-requests', event: 'webhook.requested', ...limits },
      deliverRequested(delivery),
    ),
    log.consume(
      { durable: 'notifier-redeliveries', event: 'webhook.redelivery-requested', ...limits },
      deliverAgain(delivery),
    ),
  ]);
}
