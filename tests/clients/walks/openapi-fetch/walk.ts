// The walk-through with openapi-fetch, over the types that openapi-typescript writes.
import { openAsBlob } from 'node:fs';
import createClient from 'openapi-fetch';
import type { paths } from './api.ts';

const { HALFTONE_URL: baseUrl = '', CATALOGUE = '', WEBHOOK_URL: webhookUrl = '' } = process.env;

function check(holds: unknown, what: unknown): asserts holds {
  if (!holds) throw new Error(JSON.stringify(what));
}

/** Asks again until there is an answer, for a minute at most. */
async function until<T>(condition: () => Promise<T | undefined>): Promise<T> {
  for (let turn = 0; turn < 600; turn++) {
    const answer = await condition();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('it does not come');
}

const client = createClient<paths>({ baseUrl });
const file = await openAsBlob(CATALOGUE);

/** A body as a form; the file is a string in the types, as everywhere in OpenAPI. */
function asForm(fields: Record<string, unknown>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (name !== 'file') form.append(name, String(value));
  }
  form.append('file', file, 'catalogue.csv');
  return form;
}

const form = { file: '', quality: 40, webhookUrl };
const { data: created, error } = await client.POST('/v1/requests', { body: form, bodySerializer: asForm });
check(created, error);
const { data: report } = await client.POST('/v1/dry-runs', { body: { file: '' }, bodySerializer: asForm });
check(report?.valid && report.totals.products === created.counts.products, report);
const products = [{ name: 'Mug', imageUrls: ['http://127.0.0.1:9/mug.jpg'] }];
const { data: asJson } = await client.POST('/v1/catalogues', { body: { products } });
const { data: receipt } = await client.POST('/api/upload', { body: { file: '' }, bodySerializer: asForm });
check(asJson && receipt?.requestId && asJson.id !== created.id, receipt);
console.log('uploaded', created.id);

const params = { path: { id: created.id } };
const request = await until(async () => {
  const { data } = await client.GET('/v1/requests/{id}', { params });
  return data?.status === 'completed' ? data : undefined;
});
check(request.outcome === 'succeeded', request);
const { data: status } = await client.GET('/status/{id}', { params });
check(status && 'request_id' in status && status.request_id === created.id, status);
console.log('followed', request.progress);

const { data: page } = await client.GET('/v1/requests', { params: { query: { limit: 200 } } });
check(page, 'a page');
check(
  page.items.some(({ id }) => id === created.id),
  page,
);
const { data: images } = await client.GET('/v1/requests/{id}/images', {
  params: { ...params, query: { status: 'compressed' } },
});
const [image] = images?.items ?? [];
check(image?.output && image.source && image.output.bytes < image.source.bytes, images);
console.log('listed', page.items.length);

const { data: csv } = await client.GET('/v1/requests/{id}/output.csv', { params, parseAs: 'text' });
check(csv, 'a CSV');
check(csv.includes('Output Image URLs'), csv);
console.log('csv', csv.length);

const { data: zip } = await client.GET('/v1/requests/{id}/output.zip', { params, parseAs: 'arrayBuffer' });
check(zip && Buffer.from(zip).toString('latin1', 0, 2) === 'PK', zip);
console.log('zip', zip.byteLength);

const delivery = await until(async () => {
  const { data } = await client.GET('/v1/requests/{id}/deliveries', { params });
  return data?.items.find((one) => one.status === 'delivered');
});
check(delivery.attempts[0]?.statusCode === 204, delivery);
console.log('deliveries', 1);

const nobody = { path: { id: 'nobody' } };
const { error: refusal, response } = await client.GET('/v1/requests/{id}', { params: nobody });
check(response.status === 404 && refusal?.code === 'request_not_found', refusal);
console.log('refused', response.status);
