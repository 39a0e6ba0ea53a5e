import { DEFAULT_WEBHOOKS, deliveryIdOf } from '@halftone/contracts';
import type { Findings } from './findings.ts';
import type { RequestFold } from './fold.ts';

/** Where the delivery of a request's webhook stands; `none` when nothing was attempted and no receiver was named. */
export type WebhookState = 'none' | 'pending' | 'delivered' | 'exhausted' | 'rejected';

/**
 * Checks that the webhooks of a request were attempted under the ids they were asked for by, with no attempt left out, and
 * reports their state: that of the one that is worst off.
 */
export function checkWebhooks(fold: RequestFold, findings: Findings): WebhookState {
  const attempts = [...fold.attempts.values()].sort((a, b) => a.seq - b.seq);
  const numbers = new Map<number, Set<number>>();
  for (const { event, seq } of attempts) {
    const { deliveryId, trigger, attempt } = event.data;
    numbers.set(trigger, (numbers.get(trigger) ?? new Set()).add(attempt));
    const id = fold.triggers.get(trigger);
    if (id !== undefined && deliveryId !== id) {
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
  const last = new Map(attempts.map(({ event }) => [event.data.deliveryId, event.data.outcome]));
  const asked = new Set(fold.triggers.values());
  if (!isCompletionExpected(fold)) asked.delete(deliveryIdOf(fold.requestId));
  const states = [...new Set([...last.keys(), ...asked])].map((id) => stateOf(last.get(id), findings));
  return WORST_FIRST.find((state) => states.includes(state)) ?? 'none';
}

type AttemptOutcome = 'delivered' | 'retrying' | 'exhausted' | 'rejected' | undefined;

/** Whether the upload named a receiver for its completion. Of the operator's own receiver the log knows nothing. */
function isCompletionExpected({ completed }: RequestFold): boolean {
  const { webhookUrl, webhookEvents = DEFAULT_WEBHOOKS } = completed?.event.data ?? {};
  return webhookUrl !== undefined && webhookEvents.includes('request.completed');
}

const WORST_FIRST: readonly WebhookState[] = ['rejected', 'exhausted', 'pending', 'delivered'];

function stateOf(last: AttemptOutcome, findings: Findings): WebhookState {
  if (last === 'delivered') return last;
  if (last === 'exhausted' || last === 'rejected') {
    findings.add('webhook_undelivered', `The webhook was given up: the last attempt was ${last}.`);
    return last;
  }
  const why = last ? 'the last attempt failed and the next one is to come' : 'no attempt has been made yet';
  findings.add('webhook_pending', `The webhook is not delivered yet: ${why}.`);
  return 'pending';
}
