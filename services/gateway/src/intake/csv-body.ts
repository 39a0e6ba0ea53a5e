import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problems.ts';
import { answerable, fileTooLarge, type ReadSubmission, refuseAnnouncedExcess } from './incoming.ts';
import { wishesInText } from './wishes.ts';

export const CSV_TYPES = ['text/csv', 'application/csv', 'text/tab-separated-values'];

/** Reads a catalogue that is the body itself, with the wishes in the query. */
export function csvBody(
  request: FastifyRequest,
  { maxFileBytes, query }: { maxFileBytes: number; query: Record<string, unknown> },
): ReadSubmission {
  return (receive) =>
    answerable(request.raw, async () => {
      refuseAnnouncedExcess(request, maxFileBytes);
      const wishes = wishesInText(query);
      const content = bounded(request.raw, maxFileBytes);
      return { wishes, received: await receive({ filename: 'catalogue.csv', content }) };
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
