import { setTimeout as delay } from 'node:timers/promises';
import type { Catalogue } from './catalogue.ts';
import type { Random } from './random.ts';

/** An upload, and what the client was told. */
export type Upload = {
  catalogue: Catalogue;
  /** Whether it was sent under an Idempotency-Key, again and again until it was accepted. */
  keyed: boolean;
  /** The id the client was given; undefined when it was refused, or got no answer. */
  requestId: string | undefined;
  refusals: number;
  /** Attempts without an answer: the gateway was killed or stood still. */
  unanswered: number;
  /** Answers that a client should never get. */
  faults: string[];
};

const ANSWER_WITHIN_MS = 8000;
const AGAIN_AFTER_MS = 300;

export type UploadOptions = {
  webhookUrl: string;
  keyed: boolean;
  signal?: AbortSignal;
  /** How long the client waits for an answer, in milliseconds. */
  answerWithinMs?: number;
};

/** Uploads a catalogue once or, under a key, until it is accepted. */
export async function upload(
  api: string,
  catalogue: Catalogue,
  { webhookUrl, keyed, signal, answerWithinMs = ANSWER_WITHIN_MS }: UploadOptions,
): Promise<Upload> {
  const upload: Upload = { catalogue, keyed, requestId: undefined, refusals: 0, unanswered: 0, faults: [] };
  do {
    await attempt(api, upload, { webhookUrl, answerWithinMs });
    if (upload.requestId !== undefined || !keyed || upload.faults.length > 0) break;
    await delay(AGAIN_AFTER_MS);
  } while (!signal?.aborted);
  return upload;
}

/** Uploads catalogues, one after another with pauses, until the signal is aborted; every other one under a key. */
export async function keepUploading(
  api: string,
  { next, random, signal }: { next: (n: number) => [Catalogue, string]; random: Random; signal: AbortSignal },
): Promise<Upload[]> {
  const uploads: Promise<Upload>[] = [];
  for (let n = 1; !signal.aborted; n += 1) {
    const [catalogue, webhookUrl] = next(n);
    uploads.push(upload(api, catalogue, { webhookUrl, keyed: n % 2 === 0 }));
    await delay(random.between(200, 700), undefined, { signal }).catch(() => {});
  }
  return Promise.all(uploads);
}

async function attempt(
  api: string,
  upload: Upload,
  { webhookUrl, answerWithinMs }: { webhookUrl: string; answerWithinMs: number },
): Promise<void> {
  const { catalogue, keyed } = upload;
  const form = new FormData();
  form.append('file', new Blob([csvOf(catalogue)], { type: 'text/csv' }), catalogue.filename);
  form.append('webhookUrl', webhookUrl);
  const headers: Record<string, string> = keyed ? { 'idempotency-key': catalogue.filename } : {};
  const signal = AbortSignal.timeout(answerWithinMs);
  try {
    const response = await fetch(`${api}/api/upload`, { method: 'POST', headers, body: form, signal });
    const answer = await response.text();
    if (response.status === 202) upload.requestId = (JSON.parse(answer) as { requestId: string }).requestId;
    else if (response.status === 503 && response.headers.has('retry-after')) upload.refusals += 1;
    else upload.faults.push(`the upload was answered ${response.status}: ${answer}`);
  } catch {
    upload.unanswered += 1;
  }
}

function csvOf({ products }: Catalogue): string {
  const rows = products.map((urls, i) => `${i + 1},Product ${i + 1},"${urls.join(', ')}"`);
  return ['S. No.,Product Name,Input Image URLs', ...rows, ''].join('\n');
}
