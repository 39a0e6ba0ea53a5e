import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { originForTest, waitFor } from '@halftone/local-stack/testing';
import sharp from 'sharp';
import { type CallApi, clientOf } from './client.ts';
import { commandLines, eventsOf, filesOf, type Haystack, rowsOf } from './haystacks.ts';
import { type LocalMode, startLocalMode } from './local-mode.ts';
import { complaintOf } from './misconfigured.ts';

/** What customers write into addresses, or servers answer. */
export type UrlSecrets = Record<
  | 'imagePassword'
  | 'imageToken'
  | 'receiverPassword'
  | 'receiverToken'
  | 'redirectPassword'
  | 'redirectToken',
  string
>;

export type Scenario = {
  inUrls: UrlSecrets;
  clientKey: string;
  unknownKey: string;
  defaultReceiverToken: string;
  wrongPassword: string;
  /** The name of a product, which is to be found. */
  marker: string;
};

/** All that was written and answered, by kind; and the secrets that local mode made for itself. */
export type Traces = {
  answers: Haystack[];
  webhooks: Haystack[];
  events: Haystack[];
  rows: Haystack[];
  logs: Haystack[];
  processes: Haystack[];
  files: Haystack[];
  made: Record<string, string>;
  /** Those of an endpoint, the first and the one that replaced it, which were shown once. */
  ofEndpoint: { first: string; second: string };
  /** What is to be found, too: a request, and the folder of everything. */
  requestId: string;
  home: string;
};

/** Runs local mode through work, refusals, faults and wrong settings, and gathers what it leaves. */
export async function runWithSecrets(scenario: Scenario): Promise<Traces> {
  await using receiver = await failingReceiver();
  await using origin = await originOfImages(scenario.inUrls);
  await using local = await startLocalMode(settingsOf(scenario, receiver.url));
  const { call, answers } = clientOf(local.api, scenario.clientKey);
  const complaints = await complaintsOf(local, scenario.wrongPassword);
  const ofEndpoint = await registerEndpoint(call, receiver.url);
  const requestId = await ask(call, scenario, { origin: origin.url, receiver: receiver.url });
  await disturb(call, local, origin.url);
  const processes = await commandLines();
  const { NATS_URL = '' } = await local.variables('operator.env');
  const events = await eventsOf(NATS_URL);
  const rows = await rowsOf(await administratorUrl(local));
  const made = await local.variables('secrets.env');
  // What is still in a buffer is written at the end.
  await local.stop();
  const { home } = local;
  const logs = [
    ...(await filesOf(join(home, 'logs'))),
    ...complaints,
    { place: 'the terminal', text: local.terminal() },
  ];
  const files = [...(await filesOf(join(home, 'nats'))), ...(await filesOf(join(home, 'objects')))];
  return {
    answers,
    webhooks: receiver.received,
    events,
    rows,
    logs,
    processes,
    files,
    made,
    ofEndpoint,
    requestId,
    home,
  };
}

function settingsOf({ clientKey, defaultReceiverToken }: Scenario, receiver: string): Record<string, string> {
  return {
    LOG_LEVEL: 'trace',
    // What fails for a passing reason is to be given up soon.
    DOWNLOAD_RETRY_BASE_MS: '100',
    API_KEYS: `shop:${createHash('sha256').update(clientKey).digest('hex')}`,
    OUTBOUND_ALLOW: '127.0.0.1',
    WEBHOOK_URL: `${receiver}/default?token=${defaultReceiverToken}`,
    WEBHOOK_RETRY_SCHEDULE: Array(9).fill('0.1').join(','),
    ACK_WAIT_MS: '2000',
  };
}

/** Refuses every second webhook. */
async function failingReceiver() {
  const received: Haystack[] = [];
  const origin = await originForTest({
    '*': async (request, response) => {
      received.push({ place: 'a webhook', text: JSON.stringify(request.headers) + (await text(request)) });
      response.writeHead(received.length % 2 === 1 ? 500 : 204).end();
    },
  });
  return { url: origin.url, received, [Symbol.asyncDispose]: () => origin[Symbol.asyncDispose]() };
}

async function originOfImages({ redirectPassword, redirectToken }: UrlSecrets) {
  const background = 'teal';
  const picture = await sharp({ create: { width: 60, height: 40, channels: 3, background } })
    .jpeg()
    .toBuffer();
  return originForTest({
    '/gone.jpg': (_request, response) => void response.writeHead(404).end(),
    '/page.jpg': (_request, response) => void response.end('<html>Log in</html>'),
    '/into.jpg': ({ headers: { host } }, response) => {
      const location = `http://user:${redirectPassword}@${host}/ok.jpg`;
      response.writeHead(302, { location }).end();
    },
    '/away.jpg': (_request, response) =>
      void response.writeHead(302, { location: `/gone.jpg?token=${redirectToken}` }).end(),
    '*': (_request, response) => void response.end(picture),
  });
}

const catalogue = (rows: string[][]) =>
  [
    'S. No.,Product Name,Input Image URLs',
    ...rows.map(([name, ...urls], i) => `${i + 1},${name},"${urls.join(', ')}"`),
  ].join('\n');

type Places = { origin: string; receiver: string };

/** Asks for what succeeds, what fails and what is refused, and reads every answer there is about it. */
async function ask(call: CallApi, scenario: Scenario, { origin, receiver }: Places): Promise<string> {
  const { imagePassword, imageToken, receiverPassword, receiverToken } = scenario.inUrls;
  const token = `?token=${imageToken}`;
  const csv = catalogue([
    [scenario.marker, `${origin}/ok.jpg${token}`, `${origin}/gone.jpg${token}`, `${origin}/page.jpg${token}`],
    ['Redirected', `${origin}/into.jpg`, `${origin}/away.jpg`],
    ['Not usable', `https://user:${imagePassword}@shop.example/a.jpg`],
  ]);
  const wanted = encodeURIComponent(`${receiver}/hook?token=${receiverToken}`);
  const refused = encodeURIComponent(`${receiver.replace('://', `://user:${receiverPassword}@`)}/hook`);
  const submit = (query: string, key?: string) =>
    call(`/v1/requests?${query}`, { method: 'POST', body: csv, ...(key && { key }) });

  await submit(`webhookUrl=${wanted}`);
  await submit(`webhookUrl=${refused}&invalidRows=skip`);
  await submit(`webhookUrl=${wanted}&invalidRows=skip`, scenario.unknownKey);
  await submit(`webhookUrl=${wanted}&invalidRows=skip&dryRun=true`);
  const id = await completed(call, await submit(`webhookUrl=${wanted}&invalidRows=skip`));
  for (const path of pathsOf(id)) await call(path);
  await call(`/v1/requests?api_key=${scenario.clientKey}`);
  await call(`/v1/requests/${id}`, { key: scenario.unknownKey });
  const imageUrls = [`ftp://user:${imagePassword}@shop.example/a.jpg`];
  const json = JSON.stringify({ products: [{ name: 'Not usable', imageUrls }] });
  for (const body of [json, json.slice(0, -2)]) {
    await call('/v1/requests', { method: 'POST', body, type: 'application/json' });
  }
  await completed(call, await call(`/v1/requests/${id}/retry`, { method: 'POST' }));
  await completed(
    call,
    await call('/v1/requests', { method: 'POST', body: catalogue([['Mug', `${origin}/mug.jpg`]]) }),
  );
  return id;
}

/** Registers an endpoint, changes its secret, and reads what else there is about it. */
async function registerEndpoint(call: CallApi, receiver: string): Promise<Traces['ofEndpoint']> {
  const post = async (path: string, body: object) => {
    const answer = await call(path, { method: 'POST', body: JSON.stringify(body), type: 'application/json' });
    return JSON.parse(answer.body) as { id: string; secret: string };
  };
  const path = '/v1/webhook-endpoints';
  const { id, secret: first } = await post(path, { url: `${receiver}/endpoint` });
  const { secret: second } = await post(`${path}/${id}/rotate`, {});
  await post('/v1/webhooks/test', { endpointId: id });
  for (const read of [path, `${path}/${id}`, '/v1/deliveries']) await call(read);
  return { first, second };
}

/** Every address under which something is told of a request. */
const pathsOf = (id: string) => [
  ...[
    '',
    '/events',
    '/images',
    '/deliveries',
    '/failures',
    '/log',
    '/output.csv',
    '/failed.csv',
    '/output.zip',
  ].map((part) => `/v1/requests/${id}${part}`),
  ...[
    `/api/status/${id}`,
    `/api/download/${id}`,
    '/v1/requests',
    '/export',
    '/v1/system',
    '/healthz',
    '/readyz',
  ],
];

/** Waits until a request is complete and its webhook confirmed. */
async function completed(call: CallApi, { status, body }: { status: number; body: string }): Promise<string> {
  if (status !== 202) throw new Error(`refused with ${status}: ${body}`);
  const { id } = JSON.parse(body) as { id: string };
  const isConfirmed = async () => (await call(`/v1/requests/${id}/deliveries`)).body.includes('"delivered"');
  await waitFor('the webhook to be confirmed', isConfirmed, { timeoutMs: 45_000 });
  return id;
}

/** Kills every store in the middle of a request; local mode starts them again. */
async function disturb(call: CallApi, local: LocalMode, origin: string): Promise<void> {
  const rows = Array.from({ length: 20 }, (_, i) => [`Mug ${i}`, `${origin}/${i}.jpg`]);
  const accepted = await call('/v1/requests', { method: 'POST', body: catalogue(rows) });
  await Promise.all(['postgres', 'nats-server', 'object-store'].map(local.kill));
  await call('/readyz');
  await call('/v1/requests');
  await call('/v1/requests', { method: 'POST', body: catalogue(rows) });
  await completed(call, accepted);
}

/** What services say that are given a wrong password, or an invalid address. */
async function complaintsOf(local: LocalMode, wrong: string): Promise<Haystack[]> {
  const { NATS_URL = '', DATABASE_URL = '' } = await local.variables('tracker.env');
  const natsUrl = new URL(NATS_URL);
  const refused = new URL(DATABASE_URL);
  Object.assign(natsUrl, { username: 'ingest', password: wrong });
  refused.password = wrong;
  const noPort = DATABASE_URL.replace(/:[^:@]*@/, `:${wrong}@`).replace(/:\d+\//, ':none/');
  const key = `whsec_${wrong}`;
  return Promise.all([
    complaintOf('ingest', { NATS_URL: natsUrl.href }),
    complaintOf('tracker', { NATS_URL, DATABASE_URL: refused.href }),
    complaintOf('tracker', { NATS_URL, DATABASE_URL: noPort }),
    complaintOf('notifier', {
      PUBLIC_URL: 'https://halftone.example',
      WEBHOOK_SECRETS: key,
      WEBHOOK_URL: wrong,
    }),
  ]);
}

async function administratorUrl(local: LocalMode): Promise<string> {
  const { POSTGRES_PASSWORD = '' } = await local.variables('secrets.env');
  const { DATABASE_URL = '' } = await local.variables('tracker.env');
  return Object.assign(new URL(DATABASE_URL), { username: 'postgres', password: POSTGRES_PASSWORD }).href;
}
