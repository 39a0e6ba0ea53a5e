import { setTimeout as delay } from 'node:timers/promises';

/** What any client does. */

/** A look at the status costs more than anything else that a client does: seldom at first, often towards the end. */
const POLL_MS = 250;
const POLL_NEAR_END_MS = 20;
const PATIENCE_MS = 30 * 60_000;

/** What most benches measure is work, which is not to be reused: their origins send a few pictures under many addresses. */
const WORK: Readonly<Record<string, string>> = { reuse: 'never' };

/**
 * Uploads a catalogue, and answers with the id of its request.
 * @param options of the upload, as fields of a form
 */
export async function upload(api: string, catalogue: string | Blob, options = WORK): Promise<string> {
  const form = new FormData();
  for (const [name, value] of Object.entries(options)) form.append(name, value);
  const file = typeof catalogue === 'string' ? new Blob([catalogue], { type: 'text/csv' }) : catalogue;
  form.append('file', file, 'catalogue.csv');
  const response = await fetch(`${api}/v1/requests`, { method: 'POST', body: form });
  const answer = (await response.json()) as { id: string };
  if (response.status !== 202) throw new Error(`refused with ${response.status}: ${JSON.stringify(answer)}`);
  return answer.id;
}

type Request = { status: string; counts: { images: number; compressed: number; failed: number } };

async function requestOf(api: string, id: string): Promise<Request> {
  const request = (await (await fetch(`${api}/v1/requests/${id}`)).json()) as Request;
  if (request.counts.failed > 0) throw new Error(`${request.counts.failed} images of ${id} failed`);
  return request;
}

/** Waits until the request is complete. @throws when an image of it failed */
export async function completed(api: string, id: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const { status, counts } = await requestOf(api, id);
    if (status === 'completed') return;
    await delay(counts.compressed > 0.85 * counts.images ? POLL_NEAR_END_MS : POLL_MS);
  }
  throw new Error(`waited too long until request ${id} was complete`);
}

/** How many images of the request are compressed. */
export const progressOf = async (api: string, id: string) => (await requestOf(api, id)).counts.compressed;

/** From the beginning of the upload until the request is complete, in milliseconds. */
export async function timeThrough(api: string, catalogue: string, options = WORK): Promise<number> {
  const startedAt = performance.now();
  await completed(api, await upload(api, catalogue, options));
  return performance.now() - startedAt;
}

/** Looks again and again until something is so. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`waited too long until ${what}`);
    await delay(POLL_NEAR_END_MS);
  }
}
