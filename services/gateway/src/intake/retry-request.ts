import { Readable } from 'node:stream';
import { type ColumnChoice, failedData, type ListedRow, type OutputRow } from '@halftone/catalog';
import type { Columns } from '@halftone/contracts';
import type { FastifyBaseLogger } from 'fastify';
import { outputRowsOf, type RowReads } from '../outputs/output-rows.ts';
import { Problem } from '../problems/problems.ts';
import type { RequestDetails } from '../progress/request-of.ts';
import type { AcceptRequest } from './accept-request.ts';
import type { FileOptions } from './file-options.ts';

/**
 * Makes a new request of what failed in one that has ended; of a cancelled one, also of what had not ended. The recipe,
 * the receiver and the channels are the same.
 * @throws Problem `request_running` or `nothing_failed`
 */
export async function retryRequest(
  request: RequestDetails,
  { idempotencyKey, logger }: { idempotencyKey: string | undefined; logger: FastifyBaseLogger },
  { accept, reads }: { accept: AcceptRequest; reads: RowReads },
): ReturnType<AcceptRequest> {
  const { requestId, tenant, status, counts, upload, recipe, webhookUrl, webhookEvents, channels } = request;
  if (status === 'pending' || status === 'processing') {
    throw new Problem('request_running', `The request is ${status}.`);
  }
  // The rows of a cancelled request are listed to the end; those that are not there yet would be left out.
  if (counts.listed < counts.products) {
    throw new Problem('request_running', 'The rows of the request are still being listed.');
  }
  const failures = () => productsOf(outputRowsOf(request, reads));
  if (!(await anyFailed(failures()))) throw new Problem('nothing_failed', 'No image of the request failed.');
  const reading: FileOptions = { choice: choiceOf(upload.columns) };
  const file = {
    filename: upload.filename,
    content: Readable.from(failedData(upload.columns, failures()), { objectMode: false }),
    options: reading,
  };
  const options = {
    recipe,
    invalidRows: 'reject' as const,
    ...(webhookUrl && { webhookUrl }),
    ...(webhookEvents && { webhookEvents }),
    ...(channels && { channels }),
    file: reading,
  };
  return accept({
    tenant,
    idempotencyKey,
    retryOf: requestId,
    read: async (receive) => ({ options, received: await receive(file) }),
    logger,
  });
}

/** The columns as they were read before, perhaps because the caller said so; by position, which nothing else can mean. */
function choiceOf(columns: Columns): ColumnChoice {
  const { header, serial, name, images, layout } = columns;
  if (header.length === 0) return {};
  const position = (column: number) => column + 1;
  return {
    name: position(name),
    ...(serial !== null && { id: position(serial) }),
    images: (layout?.images ?? [images]).map(position),
  };
}

/** A bad row would only be refused again. */
async function* productsOf(rows: AsyncIterable<OutputRow>): AsyncGenerator<ListedRow> {
  for await (const row of rows) {
    if (!('fault' in row)) yield row;
  }
}

async function anyFailed(products: AsyncIterable<ListedRow>): Promise<boolean> {
  for await (const { images } of products) {
    if (images.some(({ error }) => error !== undefined)) return true;
  }
  return false;
}
