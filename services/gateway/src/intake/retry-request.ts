import { Readable } from 'node:stream';
import { failedData, type ListedRow, type OutputRow } from '@halftone/catalog';
import type { FastifyBaseLogger } from 'fastify';
import { outputRowsOf, type RowReads } from '../outputs/output-rows.ts';
import { Problem } from '../problems/problems.ts';
import type { RequestDetails } from '../progress/request-of.ts';
import type { AcceptRequest } from './accept-request.ts';

/**
 * Makes a new request of what failed in one that has ended; of a cancelled one, also of what had not ended. The recipe
 * and the receiver are the same.
 * @throws Problem `request_running` or `nothing_failed`
 */
export async function retryRequest(
  request: RequestDetails,
  { idempotencyKey, logger }: { idempotencyKey: string | undefined; logger: FastifyBaseLogger },
  { accept, reads }: { accept: AcceptRequest; reads: RowReads },
): ReturnType<AcceptRequest> {
  const { requestId, tenant, status, counts, upload, recipe, webhookUrl } = request;
  if (status === 'pending' || status === 'processing') {
    throw new Problem('request_running', `The request is ${status}.`);
  }
  // The rows of a cancelled request are listed to the end; those that are not there yet would be left out.
  if (counts.listed < counts.products) {
    throw new Problem('request_running', 'The rows of the request are still being listed.');
  }
  const failures = () => productsOf(outputRowsOf(request, reads));
  if (!(await anyFailed(failures()))) throw new Problem('nothing_failed', 'No image of the request failed.');
  const file = {
    filename: upload.filename,
    content: Readable.from(failedData(upload.columns, failures()), { objectMode: false }),
  };
  const options = { recipe, invalidRows: 'reject' as const, ...(webhookUrl && { webhookUrl }) };
  return accept({
    tenant,
    idempotencyKey,
    retryOf: requestId,
    read: async (receive) => ({ options, received: await receive(file) }),
    logger,
  });
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
