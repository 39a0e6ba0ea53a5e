import { waitFor } from '@halftone/local-stack/testing';
import { parse } from 'csv-parse/sync';

/** What a client of the reference systems does, and nothing it could not do. */

export type Status = {
  requestId: string;
  status: 'pending' | 'processing' | 'completed' | 'cancelled';
  progress: number;
  createdAt: string;
  updatedAt: string;
  outputCsvUrl?: string;
};

export type OutputRow = Record<string, string>;

/** Uploads a catalogue and answers with the HTTP response. */
export function upload(
  api: string,
  csv: string | Uint8Array<ArrayBuffer>,
  webhookUrl?: string,
): Promise<Response> {
  const form = new FormData();
  form.append('file', new Blob([csv], { type: 'text/csv' }), 'catalogue.csv');
  if (webhookUrl) form.append('webhookUrl', webhookUrl);
  return fetch(`${api}/api/upload`, { method: 'POST', body: form });
}

/** Uploads a catalogue that is accepted, and answers with the id of its request. */
export async function accepted(
  api: string,
  csv: string | Uint8Array<ArrayBuffer>,
  webhookUrl?: string,
): Promise<string> {
  const response = await upload(api, csv, webhookUrl);
  const answer = (await response.json()) as { requestId: string };
  if (response.status !== 202) throw new Error(`refused with ${response.status}: ${JSON.stringify(answer)}`);
  return answer.requestId;
}

export async function statusOf(api: string, requestId: string): Promise<Status> {
  const response = await fetch(`${api}/api/status/${requestId}`);
  if (response.status !== 200) throw new Error(`status answered ${response.status}`);
  return (await response.json()) as Status;
}

/** Waits until the request is complete. */
export function completed(api: string, requestId: string, timeoutMs = 45_000): Promise<Status> {
  const isCompleted = async () => {
    const status = await statusOf(api, requestId);
    return status.status === 'completed' && status;
  };
  return waitFor(`request ${requestId} to complete`, isCompleted, { timeoutMs, everyMs: 50 });
}

/** Waits until at least so many percent are done. */
export function progressReached(api: string, requestId: string, percent: number): Promise<unknown> {
  const isReached = async () => (await statusOf(api, requestId)).progress >= percent;
  return waitFor(`request ${requestId} to reach ${percent} %`, isReached, { everyMs: 10 });
}

/** The output CSV, row by row. */
export async function outputOf(api: string, requestId: string): Promise<OutputRow[]> {
  const response = await fetch(`${api}/api/download/${requestId}`);
  if (response.status !== 200) throw new Error(`download answered ${response.status}`);
  return parse(await response.text(), { columns: true });
}

/** A catalogue with one product for each list of URLs. */
export function catalogue(products: string[][]): string {
  const rows = products.map((urls, i) => `${i + 1},Product ${i + 1},"${urls.join(', ')}"`);
  return ['S. No.,Product Name,Input Image URLs', ...rows, ''].join('\n');
}
