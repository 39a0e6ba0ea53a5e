import { deliveryIdOf } from '@halftone/contracts';
import type { Findings } from './findings.ts';
import type { RequestFold } from './fold.ts';

/** Where the delivery of a request's webhook stands; `none` when nothing was attempted and no receiver was named. */
export type WebhookState = 'none' | 'pending' | 'delivered' | 'exhausted' | 'rejected';

/** Checks that the webhook of a request was attempted under one id, with no attempt left out, and reports its state. */
export function checkWebhooks(fold: RequestFold, findings: Findings): WebhookState {
  const attempts = [...fold.attempts.values()].sort((a, b) => a.seq - b.seq);
  const id = deliveryIdOf(fold.requestId);
  const numbers = new Map<number, Set<number>>();
  for (const { event, seq } of attempts) {
    const { deliveryId, trigger, attempt } = event.data;
    numbers.set(trigger, (numbers.get(trigger) ?? new Set()).add(attempt));
    if (deliveryId !== id) {
      findings.add('webhook_ids_differ', `Event ${seq} has the webhook-id ${deliveryId} instead of ${id}.`);
    }
    if (!fold.triggers.has(trigger)) {
      const detail = `Event ${seq} names event ${trigger} as the trigger of its webhook, which did not ask for one.`;
      findings.add('webhook_without_trigger', detail);
    }
  }
  for (const [trigger, made] of numbers) {
    for (let attempt = 1; attempt < Math.max(...made); attempt += 1) {
      if (made.has(attempt)) continue;
      const detail = `Attempt ${attempt} of the webhook that event ${trigger} asked for is missing.`;
      findings.add('webhook_attempt_missing', detail);
    }
  }
  return stateOf(fold, attempts.at(-1)?.event.data.outcome, findings);
}

type AttemptOutcome = 'delivered' | 'retrying' | 'exhausted' | 'rejected' | undefined;

function stateOf(fold: RequestFold, last: AttemptOutcome, findings: Findings): WebhookState {
  if (last === 'delivered') return last;
  if (last === 'exhausted' || last === 'rejected') {
    findings.add('webhook_undelivered', `The webhook was given up: the last attempt was ${last}.`);
    return last;
  }
  if (!last && !fold.completed?.event.data.webhookUrl) return 'none';
  const why = last ? 'the last attempt failed and the next one is to come' : 'no attempt has been made yet';
  findings.add('webhook_pending', `The webhook is not delivered yet: ${why}.`);
  return 'pending';
}
