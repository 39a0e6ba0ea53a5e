import { hash } from 'node:crypto';
import type { Recipe } from './recipe.ts';

/**
 * Every id that can be derived is derived, so that a repeated delivery writes over itself.
 */

/** The image's id within its request: 32 hex digits of SHA-256 over the recipe and the URL as the CSV has it. */
export function imageIdOf(url: string, recipe: Recipe): string {
  return hash('sha256', `${canonical(recipe)}\n${url}`).slice(0, 32);
}

/** The id of a request's webhook delivery; it is the `webhook-id` header, the same for every attempt. */
export function deliveryIdOf(requestId: string): string {
  return `msg_${requestId}`;
}

const canonicalForms = new WeakMap<Recipe, string>();

/** JSON with sorted keys: the same recipe gives the same text however it was written. A million images share one recipe. */
function canonical(recipe: Recipe): string {
  const known = canonicalForms.get(recipe);
  if (known !== undefined) return known;
  const form = JSON.stringify(Object.entries(recipe).sort(([a], [b]) => (a < b ? -1 : 1)));
  canonicalForms.set(recipe, form);
  return form;
}
