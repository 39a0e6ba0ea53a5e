import { hash } from 'node:crypto';
import { type Recipe, workOf } from './recipe.ts';
import type { ChosenWebhook } from './webhooks/bodies.ts';

/**
 * Every id that can be derived is derived, so that a repeated delivery writes over itself.
 */

/**
 * The image's id within its request: 32 hex digits of SHA-256 over the work that the recipe asks for and the URL as the CSV
 * has it. Whether outputs are reused is not in it, so the same catalogue has the same ids, and the same digest of its
 * outputs, either way.
 */
export function imageIdOf(url: string, recipe: Recipe): string {
  return hash('sha256', `${canonicalWork(recipe)}\n${url}`).slice(0, 32);
}

/** What tells the deliveries of a request apart; nothing of it for the completion to the request's own receiver. */
export type DeliveryPurpose = {
  event?: ChosenWebhook;
  endpointId?: string | undefined;
  percent?: number | undefined;
};

/** How an event stands in the id of a delivery. */
const SHORT: Record<ChosenWebhook, string> = {
  'request.completed': 'completed',
  'request.failed_images': 'failed',
  'request.progress': 'progress',
};

/**
 * The id of a delivery; it is the `webhook-id` header, the same for every attempt. That of the completion to the request's
 * own receiver has the request's id alone.
 */
export function deliveryIdOf(
  requestId: string,
  { event = 'request.completed', endpointId, percent }: DeliveryPurpose = {},
): string {
  const what = event === 'request.completed' && !endpointId ? [] : [`${SHORT[event]}${percent ?? ''}`];
  return ['msg', requestId, ...what, ...(endpointId ? [endpointId] : [])].join('_');
}

const canonicalForms = new WeakMap<Recipe, string>();

/**
 * The work that a recipe asks for, as JSON with sorted keys: the same work gives the same text however it was written. A
 * million images share one recipe.
 */
export function canonicalWork(recipe: Recipe): string {
  const known = canonicalForms.get(recipe);
  if (known !== undefined) return known;
  const form = JSON.stringify(Object.entries(workOf(recipe)).sort(([a], [b]) => (a < b ? -1 : 1)));
  canonicalForms.set(recipe, form);
  return form;
}
