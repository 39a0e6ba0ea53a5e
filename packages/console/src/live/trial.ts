import { answered, api } from '../api/client.ts';
import { follow } from '../api/follow.ts';
import { randomId } from '../api/random-id.ts';
import type { Image, RecipeOptions } from '../api/shapes.ts';
import { NO_OPTIONS, submit } from '../api/submission.ts';

type TrialOptions = { started: (id: string) => void; signal: AbortSignal };

/**
 * Does to a few pictures what a recipe says, as a request of its own, and answers with them in the order of their addresses.
 * Whoever asks for it deletes the request in the end.
 * @throws CallError when the gateway refuses it
 */
export async function runTrial(
  urls: readonly string[],
  recipe: Partial<RecipeOptions>,
  { started, signal }: TrialOptions,
): Promise<Image[]> {
  const { id } = await submit({ kind: 'urls', urls: [...urls] }, { ...NO_OPTIONS, recipe }, randomId());
  started(id);
  await follow(id, { told: () => {}, connected: () => {} }, signal);
  const query = { limit: urls.length };
  const { items } = await answered(
    api.GET('/v1/requests/{id}/images', { params: { path: { id }, query }, signal }),
  );
  return items.sort((a, b) => urls.indexOf(a.url) - urls.indexOf(b.url));
}

/** Deletes a trial, even while the page is being left. Should that fail, it is a small request among the others. */
export function forgetTrial(id: string): void {
  void api.DELETE('/v1/requests/{id}', { params: { path: { id } }, keepalive: true }).catch(() => {});
}
