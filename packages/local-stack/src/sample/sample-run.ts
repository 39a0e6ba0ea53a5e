import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export type SampleSettings = {
  /** The address of the API. */
  api: string;
  /** The key to call it with, where it asks for one. */
  key: string | undefined;
  /** The catalogue to upload. */
  catalogue: string;
  progress: (percent: number) => void;
  signal: AbortSignal;
};

/** The sample did not go through. Nothing else depends on it. */
export class SampleError extends Error {
  override name = 'SampleError';
}

const PATIENCE_MS = 120_000;
const POLL_MS = 200;

/**
 * Sends the catalogue through the system as any client would, and answers the output CSV.
 * @throws SampleError
 */
export async function runSample(settings: SampleSettings): Promise<string> {
  const { api, key, catalogue, progress, signal } = settings;
  const init = { signal, headers: key ? { 'x-api-key': key } : {} };
  const requestId = await upload(api, catalogue, init);
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    const status = await answerOf(`${api}/api/status/${requestId}`, init);
    progress(Number(field(status, 'progress')));
    if (field(status, 'status') === 'completed') return download(`${api}/api/download/${requestId}`, init);
    await delay(POLL_MS, undefined, { signal });
  }
  throw new SampleError(`Request ${requestId} was not completed after ${PATIENCE_MS / 1000} s`);
}

async function upload(api: string, catalogue: string, init: RequestInit): Promise<string> {
  const form = new FormData();
  form.set('file', await openAsBlob(catalogue, { type: 'text/csv' }), basename(catalogue));
  const answer = await answerOf(`${api}/api/upload`, { ...init, method: 'POST', body: form });
  return String(field(answer, 'requestId'));
}

async function download(url: string, init: RequestInit): Promise<string> {
  return (await request(url, init)).text();
}

async function answerOf(url: string, init: RequestInit): Promise<unknown> {
  return (await request(url, init)).json();
}

async function request(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (response.ok) return response;
  throw new SampleError(
    `${init.method ?? 'GET'} ${url} answers ${response.status}: ${await response.text()}`,
  );
}

function field(answer: unknown, name: string): unknown {
  const value =
    typeof answer === 'object' && answer ? Object.entries(answer).find(([key]) => key === name) : undefined;
  if (value) return value[1];
  throw new SampleError(`The API's answer has no ${name}: ${JSON.stringify(answer)}`);
}
