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
import { watchEndpoints } from './endpoints/watch.ts';
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

/** Consumes what asks for a webhook, until it is disposed of. */
export async function startNotifier({
  config,
  log,
  post,
  logger,
  now = () => new Date(),
  random = Math.random,
}: NotifierDependencies): Promise<Consumption> {
  await using started = new AsyncDisposableStack();
  const endpoints = started.use(await watchEndpoints(log.endpoints));
  const sign = signWith(config.WEBHOOK_SECRETS);
  const signFor = signForEndpoints(config.ENDPOINT_SECRETS_KEY, now);
  const posting = { post, timeoutMs: config.WEBHOOK_TIMEOUT_MS, now, logger };
  const takeSlot = receiverSlots(config.WEBHOOK_RECEIVER_CONCURRENCY);
  const sources = {
    log,
    endpoints,
    sign,
    signFor,
    defaultReceiver: config.WEBHOOK_URL,
    publicUrl: config.PUBLIC_URL,
  };
  const delivery = {
    ...sources,
    attempt: attemptWebhook({
      ...posting,
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
    takeSlot,
    isUnattempted: createUnattempted(await log.lastSequence()),
    now,
    random,
    logger,
  };
  const consumers = await startConsumers(log, delivery, {
    inFlight: config.WEBHOOK_CONCURRENCY,
    ackWaitMs: config.ACK_WAIT_MS,
  });
  for (const consumer of consumers) started.use(consumer);
  const test = testWebhook({ ...posting, takeSlot, receiverOf: receiverOfTest(sources), newId: randomUUID });
  started.use(log.webhookTests.answer(test));
  const running = started.move();
  return {
    closed: Promise.race([endpoints.closed, ...consumers.map(({ closed }) => closed)]),
    check: async () => void (await Promise.all(consumers.map((consumer) => consumer.check()))),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
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
