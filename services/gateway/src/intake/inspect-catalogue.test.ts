import { SpoolFullError } from '@halftone/catalog';
import { expect, test } from 'vitest';
import { inspectCatalogue } from './inspect-catalogue.ts';

test('a workbook for which there is no room is to be sent again later', async () => {
  async function* content(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('PK\x03\x04', 'latin1');
    throw new SpoolFullError('no room');
  }
  await expect(inspectCatalogue({ content: content() }, {})).rejects.toMatchObject({
    code: 'overloaded',
    options: { retryAfterSeconds: 10 },
  });
});
