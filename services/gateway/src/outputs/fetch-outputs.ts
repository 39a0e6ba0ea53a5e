import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from '../problems/problems.ts';
import type { FetchOutput } from './output-zip.ts';

const TIMEOUT_MS = 30_000;
/** Pauses before an object is asked for again while the store does not answer as it should. */
const RETRY_PAUSES_MS = [100, 500, 2000];
/** What a store answers for an object that is not there. A 403 is not among them: it would hide a missing permission. */
const GONE = new Set([404, 410]);

/**
 * Reads objects where they can be reached.
 * @param baseUrl the bucket's address from inside; without it, objects are read where everybody finds them
 */
export function fetchOutputs(baseUrl: string | undefined): (signal: AbortSignal) => FetchOutput {
  const addressOf: (output: { key: string; url: string }) => string = baseUrl
    ? ({ key }) => `${baseUrl}/${key.split('/').map(encodeURIComponent).join('/')}`
    : ({ url }) => url;
  return (signal) => (output) => fetchPatiently(addressOf(output), signal);
}

/** @throws Problem `storage_unavailable` when the store keeps failing */
async function fetchPatiently(
  address: string,
  signal: AbortSignal,
  [pauseMs, ...later] = RETRY_PAUSES_MS,
): Promise<Uint8Array | null> {
  try {
    return await fetchOnce(address, signal);
  } catch (cause) {
    signal.throwIfAborted();
    if (pauseMs === undefined) {
      throw new Problem('storage_unavailable', 'The stored images cannot be read.', { cause });
    }
    await delay(pauseMs, undefined, { signal });
    return fetchPatiently(address, signal, later);
  }
}

async function fetchOnce(address: string, signal: AbortSignal): Promise<Uint8Array | null> {
  const response = await fetch(address, {
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  if (response.ok) return response.bytes();
  await response.body?.cancel();
  if (GONE.has(response.status)) return null;
  throw new Error(`the object store answered ${response.status}`);
}
