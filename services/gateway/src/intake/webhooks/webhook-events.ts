import { CHOSEN_WEBHOOKS, type ChosenWebhook } from '@halftone/contracts';
import { Type } from 'typebox';

const WebhookEvent = Type.Enum([...CHOSEN_WEBHOOKS], {
  title: 'WebhookEvent',
  description: 'What a receiver can choose to be told.',
});

/** What a receiver is told, as a client chooses it in JSON. */
export const WebhookEvents = Type.Array(WebhookEvent, {
  minItems: 1,
  maxItems: CHOSEN_WEBHOOKS.length,
  description: `What the receiver is told: ${CHOSEN_WEBHOOKS.join(', ')}; only request.completed by default.`,
});

/** The same as a field of a form, or a parameter of a query. */
export const WebhookEventsField = Type.String({
  description: `What the receiver is told, separated by commas: ${CHOSEN_WEBHOOKS.join(', ')}; only request.completed by default.`,
});

/** The text of a field as the list that it means; what is no text is given back as it is. */
export const webhookEventsIn = (text: unknown): unknown =>
  typeof text === 'string' ? text.split(',').map((name) => name.trim()) : text;

/** Each once, in the order of the table, so that the same wish has one form. */
export const distinctWebhooks = (chosen: readonly ChosenWebhook[]): ChosenWebhook[] =>
  CHOSEN_WEBHOOKS.filter((name) => chosen.includes(name));
