import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { PARTIAL_HEADER } from '../../problems/file-headers.ts';
import type { RequestDetails } from '../../progress/request-of.ts';

/** Text is a string to generated clients, and bytes are a file. */
const schemaOf = (media: string) =>
  Type.Unsafe<Readable>(Type.String(media.startsWith('text/') ? {} : { format: 'binary' }));

/** The answer of a route that sends a file, for its schema. */
export const file = (media: 'text/csv' | 'application/zip', description: string) => ({
  description,
  headers: {
    [PARTIAL_HEADER]: Type.Optional(
      Type.String({ description: 'true while the request runs: the file holds what there is so far.' }),
    ),
  },
  content: { [media]: { schema: schemaOf(media) } },
});

export const CSV = 'text/csv; charset=utf-8';

type FileContent = { suffix: string; media: string; content: AsyncIterable<string | Uint8Array> };

/** As long as the request runs, header and file name say that there will be more. */
export function download(
  reply: FastifyReply,
  { requestId, status }: Pick<RequestDetails, 'requestId' | 'status'>,
  { suffix, media, content }: FileContent,
): Readable {
  const isPartial = status === 'pending' || status === 'processing';
  const filename = `halftone-${requestId}${isPartial ? '-partial' : ''}${suffix}`;
  reply.type(media).header('content-disposition', `attachment; filename="${filename}"`);
  if (isPartial) reply.header(PARTIAL_HEADER, 'true');
  return Readable.from(content, { objectMode: false });
}
