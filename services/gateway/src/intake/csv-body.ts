import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problems.ts';
import {
  drainOnRefusal,
  fileTooLarge,
  type ReadSubmission,
  refuseDeclaredOversize,
} from './incoming-file.ts';
import { optionsInText } from './upload-options.ts';

export const CSV_TYPES = ['text/csv', 'application/csv', 'text/tab-separated-values'];

/** Reads a catalogue that is the body itself, with the options in the query. */
export function csvBody(
  request: FastifyRequest,
  { maxFileBytes, query }: { maxFileBytes: number; query: Record<string, unknown> },
): ReadSubmission {
  return (receive) =>
    drainOnRefusal(request.raw, async () => {
      refuseDeclaredOversize(request, maxFileBytes);
      const options = optionsInText(query);
      const content = bounded(request.raw, maxFileBytes);
      return { options, received: await receive({ filename: 'catalogue.csv', content }) };
    });
}

async function* bounded(source: Readable, maxFileBytes: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    // When the reader stops early, the connection stays open for the refusal.
    for await (const chunk of source.iterator({ destroyOnReturn: false })) {
      bytes += chunk.length;
      if (bytes > maxFileBytes) throw fileTooLarge(maxFileBytes);
      yield chunk;
    }
  } catch (cause) {
    throw cause instanceof Problem
      ? cause
      : new Problem('invalid_request', 'The body ends too early.', { cause });
  }
}
