import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type AppDependencies, buildApp } from '../../app.ts';
import { emptyReads } from '../../testing/empty-reads.ts';
import { settings } from '../../testing/gateway.ts';

const FILE = fileURLToPath(new URL('../../../../../samples/catalogue.csv', import.meta.url));

async function answer(deps: Partial<AppDependencies>) {
  const log = () => {
    throw new Error('not needed');
  };
  await using app = buildApp({ ...settings, log, checks: {}, reads: emptyReads, ...deps });
  return app.inject({ method: 'GET', url: '/v1/sample.csv' });
}

test('the sample catalogue is there where there is one, and nothing elsewhere', async () => {
  const { statusCode, headers, body } = await answer({ sampleCatalogue: FILE });
  expect([statusCode, headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
  expect(body).toMatch(/^S. No.,Product Name,/);
  const none = await answer({});
  expect([none.statusCode, none.body]).toEqual([204, '']);
});
