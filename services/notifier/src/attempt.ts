import { deliveryIdOf, type EventData, type HalftoneEvent } from '@halftone/contracts';
import type { Publish } from '@halftone/messaging';
import { type Outbound, OutboundError } from '@halftone/outbound';
import type { Logger } from '@halftone/runtime';
import { payloadOf } from './payload.ts';
import { originOf, shownUrl } from './receiver-url.ts';
import { waitAfter } from './schedule.ts';
import type { Sign } from './signature.ts';
import { type Verdict, verdictOfAnswer, verdictOfError } from './verdict.ts';

/** The receiver's answer is not used, only its status. */
const MAX_ANSWER_BYTES = 4096;

export type AttemptDependencies = {
  post: Outbound['post'];
  publish: Publish;
  sign: Sign;
  publicUrl: string;
  /** Waits between attempts. */
  waitsMs: readonly number[];
  timeoutMs: number;
  now: () => Date;
  random: () => number;
  logger: Logger;
};

export type Attempt = {
  completed: HalftoneEvent<'request.completed'>;
  receiver: string;
  /** From 1. */
  number: number;
};

/** Makes one attempt and records it. The answer is the wait until the next one, or null when the delivery has ended. */
export type AttemptWebhook = (attempt: Attempt) => Promise<number | null>;

/**
 * Posts a webhook once and publishes `webhook.attempted`. When the process ends between the two, the attempt is made
 * again under the same number and the same webhook-id, by which the receiver knows it.
 */
export function attemptWebhook(dependencies: AttemptDependencies): AttemptWebhook {
  const { publish, waitsMs, now, random, logger } = dependencies;
  return async (attempt) => {
    const started = performance.now();
    const verdict = await postWebhook(dependencies, attempt);
    // Not rounded: the event's id derives from its content, and two redeliveries within a minute are two facts.
    const durationMs = performance.now() - started;
    const waitMs =
      verdict.outcome === 'failed'
        ? waitAfter(attempt.number, { waitsMs, random: random(), retryAfterMs: verdict.retryAfterMs })
        : null;
    const attempted = recordOf(attempt, verdict, { durationMs, waitMs, now: now() });
    await publish('webhook.attempted', attempted);
    // The path of a receiver can be a secret (chat services give such addresses out), and logs travel further than events.
    logger.info({ ...attempted, url: originOf(attempted.url) }, 'webhook attempted');
    return waitMs;
  };
}

async function postWebhook(
  { post, sign, publicUrl, timeoutMs, now }: AttemptDependencies,
  { completed, receiver }: Attempt,
): Promise<Verdict> {
  const body = payloadOf(completed, publicUrl);
  const signed = sign({ id: deliveryIdOf(completed.data.requestId), at: now(), body });
  const headers = { 'content-type': 'application/json', ...signed };
  try {
    return verdictOfAnswer(
      await post(receiver, { headers, body, timeoutMs, maxAnswerBytes: MAX_ANSWER_BYTES }),
    );
  } catch (error) {
    if (error instanceof OutboundError) return verdictOfError(error);
    throw error;
  }
}

function recordOf(
  { completed, receiver, number }: Attempt,
  verdict: Verdict,
  { durationMs, waitMs, now }: { durationMs: number; waitMs: number | null; now: Date },
): EventData<'webhook.attempted'> {
  const { requestId } = completed.data;
  const outcome = verdict.outcome !== 'failed' ? verdict.outcome : waitMs === null ? 'exhausted' : 'retrying';
  return {
    requestId,
    deliveryId: deliveryIdOf(requestId),
    url: shownUrl(receiver),
    attempt: number,
    outcome,
    ...(verdict.statusCode !== undefined && { statusCode: verdict.statusCode }),
    ...('error' in verdict && { error: verdict.error.slice(0, 1000) }),
    durationMs,
    ...(waitMs !== null && { nextAttemptAt: new Date(now.getTime() + waitMs).toISOString() }),
  };
}
