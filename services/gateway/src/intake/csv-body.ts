import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { Problem } from '../problems/problems.ts';
import { charsetIn, withDeclared } from './declared-charset.ts';
import {
  drainOnRefusal,
  fileTooLarge,
  type ReadSubmission,
  refuseDeclaredOversize,
} from './incoming-file.ts';
import { optionsInText } from './upload-options.ts';

export const CSV_TYPES = ['text/csv', 'application/csv', 'text/tab-separated-values'];

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Other media types of a catalogue, with the name that such a file gets. What it really is, its bytes tell. */
const PACKED: Readonly<Record<string, string>> = {
  [XLSX]: 'catalogue.xlsx',
  'application/vnd.ms-excel.sheet.macroenabled.12': 'catalogue.xlsm',
  'application/vnd.ms-excel': 'catalogue.xls',
  'application/zip': 'catalogue.zip',
  'application/gzip': 'catalogue.csv.gz',
  'application/x-gzip': 'catalogue.csv.gz',
};

export const PACKED_TYPES = Object.keys(PACKED);

/** Reads a catalogue file that is the body itself, with the options in the query. */
export function csvBody(
  request: FastifyRequest,
  { maxFileBytes, query }: { maxFileBytes: number; query: Record<string, unknown> },
): ReadSubmission {
  return (receive) =>
    drainOnRefusal(request.raw, async () => {
      refuseDeclaredOversize(request, maxFileBytes);
      const options = optionsInText(query);
      const content = bounded(request.raw, maxFileBytes);
      const charset = charsetIn(request.headers['content-type']);
      const file = { filename: filenameOf(request), content, options: withDeclared(options.file, charset) };
      return { options, received: await receive(file) };
    });
}

/** The type of a request's body, without its parameters. */
export function mediaTypeOf({ headers }: Pick<FastifyRequest, 'headers'>): string {
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  return type.trim().toLowerCase();
}

const filenameOf = (request: FastifyRequest) => PACKED[mediaTypeOf(request)] ?? 'catalogue.csv';

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
