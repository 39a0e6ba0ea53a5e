import { randomBytes } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { findings } from './needles.ts';
import { runWithSecrets, type Scenario, type Traces } from './scenario.ts';

/**
 * The whole system is run with secrets that are known here, and with faults that make it talk at most talkative level.
 * Then everything that it has written or answered is searched for them.
 */

const random = () => `s${randomBytes(15).toString('hex')}`;

const scenario: Scenario = {
  inUrls: {
    imagePassword: random(),
    imageToken: random(),
    receiverPassword: random(),
    receiverToken: random(),
    redirectPassword: random(),
    redirectToken: random(),
  },
  clientKey: random(),
  unknownKey: random(),
  defaultReceiverToken: random(),
  wrongPassword: random(),
  marker: random(),
};

let traces: Traces;
beforeAll(async () => {
  traces = await runWithSecrets(scenario);
}, 120_000);

test('no setting that is secret stands anywhere but in the files for it', () => {
  const { answers, webhooks, events, rows, logs, processes, files, made } = traces;
  const { clientKey, unknownKey, defaultReceiverToken, wrongPassword } = scenario;
  const secrets = { ...made, clientKey, unknownKey, defaultReceiverToken, wrongPassword };
  expect(Object.keys(made).length).toBeGreaterThan(10);
  const everything = [...answers, ...webhooks, ...events, ...rows, ...logs, ...processes, ...files];
  expect(findings(secrets, everything)).toEqual([]);
});

/**
 * Where the addresses of customers stand as they wrote them: in the facts about their catalogue, and in the answers to
 * whoever has their key. Not in a reason, a refusal, a log or a webhook.
 */
const PLACES = {
  // It is refused, and the row comes back to be fixed.
  imagePassword: [
    'product.rejected',
    'rejected_rows.cells',
    'GET /api/download/{id}',
    'GET /v1/requests/{id}/log',
    'GET /v1/requests/{id}/output.csv',
    'GET /v1/requests/{id}/failed.csv',
  ],
  imageToken: [
    'product.listed',
    'image.requested',
    'image.failed',
    'products.cells',
    'products.images',
    'images.url',
    // A dry run shows the first products.
    'POST /v1/requests',
    'GET /api/download/{id}',
    'GET /export',
    'GET /v1/requests/{id}/images',
    'GET /v1/requests/{id}/log',
    'GET /v1/requests/{id}/output.csv',
    'GET /v1/requests/{id}/failed.csv',
  ],
  receiverPassword: [],
  // The notifier learns the address from the log.
  receiverToken: [
    'request.accepted',
    'request.completed',
    'requests.webhook_url',
    'POST /v1/requests',
    'POST /v1/requests/{id}/retry',
    'GET /v1/requests',
    'GET /v1/requests/{id}',
    'GET /v1/requests/{id}/events',
    'GET /v1/requests/{id}/log',
  ],
  redirectPassword: [],
  redirectToken: [],
};

test('what customers write into addresses stands in what is about these addresses, and nowhere else', () => {
  const { answers, webhooks, events, rows, logs, processes } = traces;
  const everything = [...answers, ...webhooks, ...events, ...rows, ...logs, ...processes];
  const allowed = Object.entries(PLACES).flatMap(([name, places]) =>
    places.map((place) => `${name} stands in ${place}`),
  );
  expect(findings(scenario.inUrls, everything).sort()).toEqual(allowed.sort());
});

test('the secrets of an endpoint stand in the answers that show them once, and nowhere else', () => {
  const { answers, webhooks, events, rows, logs, processes, files, ofEndpoint } = traces;
  const everything = [...answers, ...webhooks, ...events, ...rows, ...logs, ...processes, ...files];
  expect(findings(ofEndpoint, everything).sort()).toEqual([
    'first stands in POST /v1/webhook-endpoints',
    'second stands in POST /v1/webhook-endpoints/{id}/rotate',
  ]);
});

test('the search finds what is there, in each of the places and in other forms', () => {
  const { answers, webhooks, events, rows, logs, processes, files, requestId, home } = traces;
  const { marker } = scenario;
  expect(findings({ marker }, events)).toEqual(['marker stands in product.listed']);
  expect(findings({ marker }, rows)).toContain('marker stands in products.name');
  expect(findings({ marker }, answers)).toContain('marker stands in GET /v1/requests/{id}/output.csv');
  expect(findings({ marker }, files)).not.toEqual([]);
  expect(findings({ requestId }, webhooks)).not.toEqual([]);
  expect(findings({ home }, processes)).not.toEqual([]);
  for (const service of ['ingest', 'imager', 'tracker', 'notifier']) {
    expect(findings({ requestId }, logs)).toContain(`requestId stands in /${service}.log`);
  }
  const basic = Buffer.from(`user:${marker}`).toString('base64');
  expect(findings({ marker }, [{ place: 'a header', text: `Basic ${basic}` }])).not.toEqual([]);
});
