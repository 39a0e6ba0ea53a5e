import { randomUUID } from 'node:crypto';
import type { WebhookTest } from '@halftone/contracts';
import { type Consumption, type EventLog, publishWithRetries } from '@halftone/messaging';
import type { Outbound } from '@halftone/outbound';
import type { Logger } from '@halftone/runtime';
import { attemptWebhook } from './attempt.ts';
import type { NotifierConfig } from './config.ts';
import { deliverAgain, deliverCompletion } from './deliver.ts';
import { receiverSlots } from './receiver-slots.ts';
import { signWith } from './signature.ts';
import { testWebhook } from './test-webhook.ts';
import { createUnattempted } from './unattempted.ts';

export type NotifierDependencies = {
  config: NotifierConfig;
  log: Pick<EventLog, 'publish' | 'consume' | 'lastEvent' | 'lastSequence' | 'replay' | 'webhookTests'>;
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
  const sign = signWith(config.WEBHOOK_SECRETS);
  const posting = { post, timeoutMs: config.WEBHOOK_TIMEOUT_MS, now, logger };
  const attempt = attemptWebhook({
    ...posting,
    publish: publishWithRetries(log.publish, logger),
    sign,
    publicUrl: config.PUBLIC_URL,
    waitsMs: config.WEBHOOK_RETRY_SCHEDULE.map((seconds) => Number(seconds) * 1000),
    random,
  });
  const takeSlot = receiverSlots(config.WEBHOOK_RECEIVER_CONCURRENCY);
  const isUnattempted = createUnattempted(await log.lastSequence());
  const defaultReceiver = config.WEBHOOK_URL;
  const delivery = { log, attempt, takeSlot, isUnattempted, defaultReceiver, now, random, logger };
  const limits = { inFlight: config.WEBHOOK_CONCURRENCY, ackWaitMs: config.ACK_WAIT_MS };

  await using started = new AsyncDisposableStack();
  const completions = started.use(
    await log.consume(
      { durable: 'notifier-completions', event: 'request.completed', ...limits },
      deliverCompletion(delivery),
    ),
  );
  const redeliveries = started.use(
    await log.consume(
      { durable: 'notifier-redeliveries', event: 'webhook.redelivery-requested', ...limits },
      deliverAgain(delivery),
    ),
  );
  const receiverOf = (test: WebhookTest) =>
    'url' in test ? { url: test.url, sign } : { fault: { code: 'unknown_endpoint', detail: 'Unknown.' } };
  started.use(log.webhookTests.answer(testWebhook({ ...posting, takeSlot, receiverOf, newId: randomUUID })));
  const running = started.move();
  return {
    closed: Promise.race([completions.closed, redeliveries.closed]),
    check: async () => void (await Promise.all([completions.check(), redeliveries.check()])),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
