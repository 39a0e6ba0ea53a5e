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

test('the sample catalogue is there where there is one, and a 404 elsewhere', async () => {
  const { statusCode, headers, body } = await answer({ sampleCatalogue: FILE });
  expect([statusCode, headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
  expect(body).toMatch(/^S. No.,Product Name,/);
  const none = await answer({});
  expect([none.statusCode, none.json().code]).toEqual([404, 'sample_not_available']);
});
