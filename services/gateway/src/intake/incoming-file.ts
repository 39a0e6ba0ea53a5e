import type { IncomingMessage } from 'node:http';
import { finished } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problems.ts';
import type { FileOptions } from './file-options.ts';
import type { UploadOptions } from './upload-options.ts';

/** How long a refusal waits for the client to have sent everything. */
const DRAIN_MS = 2000;

/** A catalogue file on its way in. */
export type IncomingFile = {
  filename: string;
  content: AsyncIterable<Uint8Array>;
  /** How the client says that it is to be read. */
  options?: FileOptions;
  /** What a client calls the place of a line, where it did not send lines. */
  placeOf?: (line: number) => string;
};

/**
 * Reads what a client sends: the file is handed over while it streams.
 * @throws Problem when it cannot be read
 */
export type ReadSubmission = <T>(
  receive: (file: IncomingFile) => Promise<T>,
) => Promise<{ options: UploadOptions; received: T }>;

/** Spares a client that says how much it is going to send the trouble of sending it. */
export function refuseDeclaredOversize(request: FastifyRequest, maxFileBytes: number, allowance = 0): void {
  if (Number(request.headers['content-length'] ?? 0) > maxFileBytes + allowance)
    throw fileTooLarge(maxFileBytes);
}

/** Does the reading of a body; when that refuses, the answer waits until the client can take it in. */
export async function drainOnRefusal<T>(raw: IncomingMessage, reading: () => Promise<T>): Promise<T> {
  // Its end was told before anybody listened: the form's parser would wait for it forever.
  if (raw.destroyed) throw new Problem('invalid_request', 'The body ends too early.');
  try {
    return await reading();
  } catch (err) {
    await drain(raw);
    throw err;
  }
}

/**
 * Takes in what a refused client is still sending: many read the answer only after they have sent everything, and lose
 * it when the connection is closed before. The answer does not wait for the slow ones, though.
 */
async function drain(raw: IncomingMessage): Promise<void> {
  raw.unpipe();
  // Whoever reads it still hears of that with the next chunk; from then on it flows to here.
  raw.on('data', () => {});
  raw.resume();
  const ended = finished(raw, { writable: false, signal: AbortSignal.timeout(DRAIN_MS) });
  // Whether it ended, broke off or goes on, the refusal is next.
  await Promise.allSettled([ended]);
}

export function fileTooLarge(maxFileBytes: number): Problem {
  return new Problem('file_too_large', `The file is larger than ${maxFileBytes} bytes.`);
}
