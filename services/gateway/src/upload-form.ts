import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import type { FastifyMultipartOptions, Multipart, MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { Problem } from './problems.ts';

const MAX_WEBHOOK_URL = 2048;
const MAX_FILENAME = 255;
/** What the form may weigh beside the file: boundaries, part headers and the other fields. */
const FORM_ALLOWANCE = 256 * 1024;
/** How long a refusal waits for the client to have sent everything. */
const SWALLOW_MS = 2000;

/** The bounds within which a form is parsed. */
export const formLimits = (maxFileBytes: number): FastifyMultipartOptions => ({
  limits: { files: 1, fields: 20, parts: 21, fieldSize: 8 * 1024, headerPairs: 50, fileSize: maxFileBytes },
  // An excess ends the file itself, so that nobody has to look for it afterwards.
  throwFileSizeLimit: false,
});

export type IncomingFile = { filename: string; content: AsyncIterable<Uint8Array> };

/**
 * Reads the form of an upload as it arrives: the file is handed over while it streams, and the other fields may stand
 * before or after it. Fields that are not known are passed over.
 * @throws Problem when the form is broken, or is not an upload
 */
export async function readUploadForm<T>(
  request: FastifyRequest,
  { maxFileBytes, receive }: { maxFileBytes: number; receive: (file: IncomingFile) => Promise<T> },
): Promise<{ webhookUrl?: string; received: T }> {
  let webhookUrl: string | undefined;
  let received: { value: T } | undefined;
  try {
    refuseAnnouncedExcess(request, maxFileBytes);
    for await (const part of partsOf(request)) {
      if (part.type === 'file') received = { value: await receivePart(part, maxFileBytes, receive) };
      else if (part.fieldname === 'webhookUrl') webhookUrl = webhookUrlOf(part, webhookUrl);
    }
  } catch (err) {
    await swallowRest(request.raw);
    throw err;
  }
  if (!received) {
    throw new Problem('missing_file', "The form has no file in the field 'file'.", {
      error: 'No file uploaded',
    });
  }
  return { received: received.value, ...(webhookUrl && { webhookUrl }) };
}

/** Spares a client that says how much it is going to send the trouble of sending it. */
function refuseAnnouncedExcess(request: FastifyRequest, maxFileBytes: number): void {
  if (Number(request.headers['content-length'] ?? 0) > maxFileBytes + FORM_ALLOWANCE)
    throw fileTooLarge(maxFileBytes);
}

async function* partsOf(request: FastifyRequest): AsyncGenerator<Multipart> {
  try {
    yield* request.parts();
  } catch (err) {
    // The plugin's own errors have codes of Fastify's; what the parser and the connection beneath throw does not.
    if (err instanceof Error && 'code' in err && String(err.code).startsWith('FST_')) throw err;
    throw brokenForm(err);
  }
}

async function receivePart<T>(
  { file, fieldname, filename }: MultipartFile,
  maxFileBytes: number,
  receive: (file: IncomingFile) => Promise<T>,
): Promise<T> {
  // The form may break while nobody reads the file yet, and an error without a listener would end the process.
  file.on('error', () => {});
  const refuseExcess = () => void file.destroy(fileTooLarge(maxFileBytes));
  // A small form has been parsed to its end before its parts are looked at.
  if (file.truncated) refuseExcess();
  else file.once('limit', refuseExcess);
  try {
    if (fieldname !== 'file') {
      throw new Problem('missing_file', "The form has a file in another field than 'file'.");
    }
    return await receive({ filename: filenameOf(filename), content: contentOf(file) });
  } finally {
    file.destroy();
  }
}

async function* contentOf(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* file;
  } catch (err) {
    throw err instanceof Problem ? err : brokenForm(err);
  }
}

function filenameOf(name: string | undefined): string {
  const cleaned = (name ?? '').replace(/\p{Cc}/gu, '').toWellFormed();
  return cleaned.slice(0, MAX_FILENAME).toWellFormed() || 'catalogue.csv';
}

function webhookUrlOf(
  part: Exclude<Multipart, MultipartFile>,
  earlier: string | undefined,
): string | undefined {
  const text = typeof part.value === 'string' ? part.value.trim() : '';
  // An input that was left empty is sent all the same.
  if (text === '' && part.value === '') return earlier;
  const refuse = (detail: string) => new Problem('invalid_webhook_url', detail);
  if (earlier) throw refuse('There is more than one webhookUrl.');
  if (part.valueTruncated || text.length > MAX_WEBHOOK_URL) {
    throw refuse(`The webhookUrl is longer than ${MAX_WEBHOOK_URL} characters.`);
  }
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw refuse('The webhookUrl is not an http or https URL.');
  }
  // They would stand in events and logs; the signature is how a receiver knows us.
  if (url.username || url.password) throw refuse('The webhookUrl holds a user name or a password.');
  return text;
}

/**
 * Takes in what a refused client is still sending: many read the answer only after they have sent everything, and lose
 * it when the connection is closed before. The answer does not wait for the slow ones, though.
 */
async function swallowRest(raw: IncomingMessage): Promise<void> {
  raw.unpipe();
  raw.resume();
  const ended = finished(raw, { writable: false, signal: AbortSignal.timeout(SWALLOW_MS) });
  // Whether it ended, broke off or goes on, the refusal is next.
  await Promise.allSettled([ended]);
}

function fileTooLarge(maxFileBytes: number): Problem {
  return new Problem('file_too_large', `The file is larger than ${maxFileBytes} bytes.`);
}

function brokenForm(cause: unknown): Problem {
  return new Problem('invalid_form', 'The form is broken or ends too early.', { cause });
}
