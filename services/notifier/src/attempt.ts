import type { EventData } from '@halftone/contracts';
import type { PublishWithRetries } from '@halftone/messaging';
import { type Outbound, OutboundError } from '@halftone/outbound';
import type { Logger } from '@halftone/runtime';
import { inSpan } from '@halftone/telemetry';
import { metrics } from './metrics.ts';
import { receiverAt } from './receiver-url.ts';
import { waitAfter } from './schedule.ts';
import { type Verdict, verdictOfAnswer, verdictOfError } from './verdict.ts';
import type { Webhook } from './webhooks/webhook.ts';

/** The receiver's answer is not used, only its status. */
const MAX_ANSWER_BYTES = 4096;
const MAX_ERROR_LENGTH = 1000;

export type AttemptDependencies = {
  post: Outbound['post'];
  publish: PublishWithRetries;
  /** Waits between attempts. */
  waitsMs: readonly number[];
  timeoutMs: number;
  now: () => Date;
  random: () => number;
  logger: Logger;
};

export type Attempt = {
  webhook: Webhook;
  /** The sequence of the event that asks for the delivery. */
  trigger: number;
  /** From 1. */
  number: number;
  /** Of the receiver, given back once it has answered. */
  slot: Disposable;
  /** Ends the waiting for a log that does not take the record. */
  signal: AbortSignal;
};

/** Makes one attempt and records it. The answer is the record. */
export type AttemptWebhook = (attempt: Attempt) => Promise<Attempted>;

type Attempted = EventData<'webhook.attempted'>;

/**
 * Posts a webhook once and publishes `webhook.attempted`, waiting for a log that is away or full. Only when the process
 * ends between the two is the attempt made again, under the same number and the same webhook-id, by which the receiver
 * knows it.
 */
export function attemptWebhook(dependencies: AttemptDependencies): AttemptWebhook {
  const { publish, logger } = dependencies;
  return async (attempt) => {
    const { requestId, deliveryId, event, endpointId, receiver } = attempt.webhook;
    const { shown, logged } = receiverAt(receiver);
    const started = performance.now();
    const verdict = await postWebhook(dependencies, attempt);
    const attempted: Attempted = {
      requestId,
      deliveryId,
      trigger: attempt.trigger,
      event,
      ...(endpointId && { endpointId }),
      url: shown,
      attempt: attempt.number,
      durationMs: Math.round(performance.now() - started),
      ...outcomeOf(verdict, attempt.number, dependencies),
    };
    const { outcome, durationMs } = attempted;
    metrics.attempts.add({ outcome });
    metrics.attemptDuration.observe({ outcome }, durationMs / 1000);
    await publish('webhook.attempted', attempted, attempt.signal);
    logger.info({ ...attempted, url: logged }, 'webhook attempted');
    return attempted;
  };
}

async function postWebhook(
  { post, timeoutMs, now }: AttemptDependencies,
  { webhook, slot }: Attempt,
): Promise<Verdict> {
  using _whilePosting = slot;
  const { deliveryId, receiver, refusal } = webhook;
  if (refusal) return { outcome: 'rejected', error: refusal };
  const body = await webhook.body();
  const signed = webhook.sign({ id: deliveryId, at: now(), body });
  const attributes = { 'http.request.method': 'POST', 'server.address': receiverAt(receiver).hostname };
  return await inSpan('POST webhook', { kind: 'client', attributes }, async (span) => {
    // Where traces are collected, a receiver may go on with them.
    const headers = { 'content-type': 'application/json', ...signed, ...span.context() };
    const options = { headers, body, timeoutMs, maxAnswerBytes: MAX_ANSWER_BYTES };
    const verdict = await post(receiver, options).then(verdictOfAnswer, (error: unknown) => {
      if (error instanceof OutboundError) return verdictOfError(error);
      throw error;
    });
    span.set({ 'http.response.status_code': verdict.statusCode });
    if (verdict.outcome !== 'delivered') span.fail(verdict.error);
    return verdict;
  });
}

/** What a verdict means for the delivery. */
function outcomeOf(verdict: Verdict, number: number, { waitsMs, random, now }: AttemptDependencies) {
  if (verdict.outcome === 'delivered') return verdict;
  const answer = {
    ...(verdict.statusCode !== undefined && { statusCode: verdict.statusCode }),
    error: verdict.error.slice(0, MAX_ERROR_LENGTH),
  };
  if (verdict.outcome === 'rejected') return { outcome: verdict.outcome, ...answer };
  const waitMs = waitAfter(number, { waitsMs, random: random(), retryAfterMs: verdict.retryAfterMs });
  return waitMs === null
    ? { outcome: 'exhausted' as const, ...answer }
    : {
        outcome: 'retrying' as const,
        ...answer,
        nextAttemptAt: new Date(now().getTime() + waitMs).toISOString(),
      };
}
