import { text } from 'node:stream/consumers';
import { EXAMPLES } from '@halftone/contracts';
import { createLogger } from '@halftone/runtime';
import { expect, test } from 'vitest';
import type { RowReads } from '../outputs/output-rows.ts';
import { asAccepted, type RequestDetails } from '../progress/request-of.ts';
import type { AcceptRequest } from './accept-request.ts';
import { retryRequest } from './retry-request.ts';

const columns = { header: ['name', 'image'], serial: null, name: 0, images: 1 };
const url = 'https://a.example/1.jpg';

const reads: RowReads = {
  async *outputRows() {
    const images = [{ url, outputUrl: null, keptOriginal: null, reusedBy: null, reason: null }];
    const cells = ['-10C Jacket', url];
    yield { row: 1, line: null, serial: '1', name: '-10C Jacket', cells, images, fault: null };
  },
};

function cancelled(listed: number): RequestDetails {
  const data = EXAMPLES['request.accepted'];
  const request = asAccepted({ data, time: '2026-01-01T00:00:00.000Z' });
  const counts = { ...request.counts, products: 1, listed };
  return { ...request, status: 'cancelled', counts, upload: { ...data.upload, columns } };
}

/** The file of which the retry would make a request. */
async function fileOf(request: RequestDetails): Promise<string> {
  let file = '';
  const accept: AcceptRequest = async ({ read }) => {
    await read(async ({ content }) => {
      file = await text(content);
      throw new Error('read');
    });
    throw new Error('not reached');
  };
  const asked = { idempotencyKey: undefined, logger: createLogger('gateway', 'silent') };
  await expect(retryRequest(request, asked, { accept, reads })).rejects.toThrow('read');
  return file;
}

test('the new request has the cells as they were, and not as a spreadsheet may show them', async () => {
  expect(await fileOf(cancelled(1))).toBe(`name,image\n-10C Jacket,${url}\n`);
});

test('a cancelled request is not retried before all its rows are known', async () => {
  const asked = { idempotencyKey: undefined, logger: createLogger('gateway', 'silent') };
  const accept = () => Promise.reject(new Error('not reached'));
  await expect(retryRequest(cancelled(0), asked, { accept, reads })).rejects.toMatchObject({
    code: 'request_running',
  });
});
