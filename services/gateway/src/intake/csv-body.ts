import type { Readable } from 'node:stream';
import { encodingDeclared } from '@halftone/catalog';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problems.ts';
import { charsetIn } from './declared-charset.ts';
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
      const declared = encodingDeclared(charsetIn(request.headers['content-type']));
      const file = { filename: 'catalogue.csv', content, encoding: { wished: wishes.encoding, declared } };
      return { wishes, received: await receive(file) };
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
