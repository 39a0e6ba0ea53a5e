// The walk-through with the client that openapi-generator writes for TypeScript and fetch.
import { openAsBlob } from 'node:fs';
import {
  Configuration,
  DeliveryOutcome,
  ExistingClientsApi,
  ImageState,
  OutputsApi,
  ProblemFromJSON,
  RequestOutcome,
  RequestState,
  RequestsApi,
  ResponseError,
  WebhooksApi,
} from './client/index';

const { HALFTONE_URL: basePath = '', CATALOGUE = '', WEBHOOK_URL: webhookUrl = '' } = process.env;

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

async function walk(): Promise<void> {
  const configuration = new Configuration({ basePath });
  const requests = new RequestsApi(configuration);
  const outputs = new OutputsApi(configuration);
  const webhooks = new WebhooksApi(configuration);
  const existing = new ExistingClientsApi(configuration);
  const file = await openAsBlob(CATALOGUE);

  const created = await requests.createRequest({ file, quality: 40, webhookUrl });
  check(created.recipe.quality === 40, created);
  const report = await requests.checkCatalogue({ file });
  check(report.valid && report.totals.products === created.counts.products, report);
  const products = [{ name: 'Mug', imageUrls: ['http://127.0.0.1:9/mug.jpg'] }];
  const asJson = await requests.createRequestFromJson({ catalogue: { products } });
  const asFile = await requests.createRequestFromFile({ body: await file.text() });
  check(new Set([created.id, asJson.id, asFile.id]).size === 3, asFile);
  check((await existing.uploadCatalogue({ file })).requestId, 'receipt');
  check((await existing.uploadCatalogueForRequestId({ file })).requestId, 'receipt');
  console.log('uploaded', created.id);

  const { id } = created;
  const request = await until(async () => {
    const now = await requests.getRequest({ id });
    return now.status === RequestState.Completed ? now : undefined;
  });
  check(request.outcome === RequestOutcome.SUCCEEDED, request);
  check((await existing.getRequestStatus({ requestId: id })).progress === 100, request);
  const status = await existing.getStatus({ id });
  check('requestId' in status && status.requestId === id, status);
  console.log('followed', request.progress);

  const page = await requests.listRequests({ limit: 200 });
  check(
    page.items.some((item) => item.id === id),
    page,
  );
  const { items } = await requests.listRequestImages({ id, status: ImageState.COMPRESSED });
  check(items[0]?.output && items[0].source && items[0].output.bytes < items[0].source.bytes, items);
  console.log('listed', page.items.length);

  const csv = await outputs.getOutputCsv({ id });
  check(csv.includes('Output Image URLs') && (await existing.downloadOutput({ requestId: id })) === csv, csv);
  console.log('csv', csv.length);

  const zip = new Uint8Array(await (await outputs.getOutputZip({ id })).arrayBuffer());
  check(String.fromCharCode(...zip.subarray(0, 2)) === 'PK', zip.length);
  console.log('zip', zip.length);

  const delivery = await until(async () => {
    const found = await webhooks.listRequestDeliveries({ id });
    return found.items.find((one) => one.status === DeliveryOutcome.Delivered);
  });
  check(delivery.attempts[0]?.statusCode === 204, delivery);
  console.log('deliveries', 1);

  const refusal = await requests.getRequest({ id: 'nobody' }).catch((error: unknown) => error);
  check(refusal instanceof ResponseError && refusal.response.status === 404, refusal);
  check(ProblemFromJSON(await refusal.response.json()).code === 'request_not_found', refusal);
  console.log('refused', 404);
}

walk().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
