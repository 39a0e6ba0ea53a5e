import type { FastifyRequest } from 'fastify';
import { answerable, fileTooLarge, type ReadSubmission, refuseAnnouncedExcess } from './incoming.ts';
import { Problem } from './problems.ts';
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

async function* bounded(source: AsyncIterable<Uint8Array>, maxFileBytes: number): AsyncGenerator<Uint8Array> {
  // Not `for await`: when the reader stops early, that would close the connection, and the refusal with it.
  const chunks = source[Symbol.asyncIterator]();
  let bytes = 0;
  for (;;) {
    const next = await chunks.next().catch((cause) => {
      throw new Problem('invalid_request', 'The body ends too early.', { cause });
    });
    if (next.done) return;
    bytes += next.value.length;
    if (bytes > maxFileBytes) throw fileTooLarge(maxFileBytes);
    yield next.value;
  }
}
