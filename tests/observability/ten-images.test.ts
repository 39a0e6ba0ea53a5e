import { readFile } from 'node:fs/promises';
import type { ServiceName } from '@halftone/contracts';
import { originForTest, systemForTest, type TestSystem, waitFor } from '@halftone/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { accepted, catalogue, completed, upload } from '../e2e/client.ts';
import { picture, serve } from '../e2e/pictures.ts';
import { type Collector, collectorForTest, pathsIn } from './collector.ts';
import { type Sample, scrape, sumOf } from './scrape.ts';

/** One request of ten images, from the upload to its webhook, as an operator sees it. */

const IMAGES = 10;
const SERVICES: readonly ServiceName[] = ['gateway', 'ingest', 'imager', 'tracker', 'notifier'];

let collector: Collector;
let system: TestSystem;
let requestId: string;
let webhookTrace: string | undefined;
let metrics: Record<ServiceName, Sample[]>;

beforeAll(async () => {
  collector = await collectorForTest();
  system = await systemForTest({
    LOG_LEVEL: 'info',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '200',
  });
  // One picture at several addresses would be compressed once.
  const paths = Array.from({ length: IMAGES }, (_, i) => `/${i}.jpg`);
  const images = paths.map(async (path, i) => [path, serve(await picture(i))] as const);
  await using origin = await originForTest(Object.fromEntries(await Promise.all(images)));
  await using receiver = await originForTest({
    '/hook': (request, response) => {
      webhookTrace = request.headers.traceparent as string;
      request.resume();
      response.writeHead(204).end();
    },
  });
  const rows = paths.map((path) => [origin.url + path]);
  requestId = await accepted(system.api, catalogue(rows), `${receiver.url}/hook`);
  await completed(system.api, requestId);
  expect((await upload(system.api, 'not,a\ncatalogue,at all\n')).status).toBe(400);
  await waitFor('the webhook', () => webhookTrace);
  metrics = await waitFor('all events to be acknowledged', settled);
});
afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await collector[Symbol.asyncDispose]();
});

async function settled() {
  const entries = SERVICES.map(
    async (name) => [name, (await scrape(system.metricsOf(name))).samples] as const,
  );
  const all = Object.fromEntries(await Promise.all(entries)) as Record<ServiceName, Sample[]>;
  const { gateway, notifier, tracker } = all;
  const open =
    sumOf(gateway, 'halftone_consumer_pending_events') +
    sumOf(gateway, 'halftone_consumer_unacknowledged_events');
  // Each is asked at a moment of its own, so that nothing is open must be said by both.
  const lag = sumOf(tracker, 'halftone_projection_lag_seconds');
  return open === 0 && lag === 0 && sumOf(notifier, 'halftone_webhook_attempts_total') === 1 && all;
}

const UPLOAD = 'gateway: POST /api/upload';
const LISTED = `${UPLOAD} > gateway: send request.accepted > ingest: process request.accepted`;
const IMAGED = `${LISTED} > ingest: send image.requested > imager: process image.requested`;
const STORED = `${IMAGED} > imager: send image.compressed`;
const NOTIFIED = `${STORED} > tracker: send request.completed > notifier: process request.completed`;

test('a request is one trace, from its upload over every event to the webhook', async () => {
  const root = await waitFor('the trace to be collected', () => {
    const webhook = collector.spans.find(({ name }) => name === 'send webhook.attempted');
    return webhook && collector.spans.find((span) => span.traceId === webhook.traceId && !span.parentSpanId);
  });
  const complete = () => {
    const spans = collector.spans.filter(({ traceId }) => traceId === root.traceId);
    return spans.length >= 8 + 8 * IMAGES && spans;
  };
  expect(pathsIn(await waitFor('every span', complete))).toEqual({
    [UPLOAD]: 1,
    [`${UPLOAD} > gateway: send request.accepted`]: 1,
    [LISTED]: 1,
    [`${LISTED} > ingest: send product.listed`]: IMAGES,
    [`${LISTED} > ingest: send image.requested`]: IMAGES,
    [IMAGED]: IMAGES,
    [`${IMAGED} > imager: download`]: IMAGES,
    [`${IMAGED} > imager: encode`]: IMAGES,
    [`${IMAGED} > imager: store`]: IMAGES,
    [STORED]: IMAGES,
    // What can be reused is noted.
    [`${STORED} > imager: process image.compressed`]: IMAGES,
    [`${STORED} > tracker: send request.completed`]: 1,
    // By the receiver of the request, and by the endpoints that are registered.
    [NOTIFIED]: 2,
    [`${NOTIFIED} > notifier: POST webhook`]: 1,
    [`${NOTIFIED} > notifier: send webhook.attempted`]: 1,
  });
  expect(webhookTrace).toContain(root.traceId);
});

test('a batch that is projected has links to what published its events', async () => {
  const isPublisher = ({ traceId, spanId }: { traceId: string; spanId: string }) =>
    collector.spans.some((span) => span.traceId === traceId && span.spanId === spanId);
  const links = await waitFor('the batches', () => {
    const batches = collector.spans.filter(({ name }) => name === 'process batch');
    const all = batches.flatMap((batch) => batch.links ?? []);
    // Of the acceptance, the products, the images twice, the completion and the webhook.
    return all.length >= 3 + 3 * IMAGES && all.every(isPublisher) && all;
  });
  expect(links).toHaveLength(3 + 3 * IMAGES);
});

test('log lines name the trace that they belong to', async () => {
  const trace = collector.spans.find(({ name }) => name === 'send webhook.attempted')?.traceId;
  for (const [name, message] of [
    ['gateway', 'request accepted'],
    ['gateway', 'request answered'],
    ['ingest', 'products listed'],
    ['imager', 'image'],
    ['notifier', 'webhook attempted'],
  ] as const) {
    const lines = (await readFile(system.services[name].log, 'utf8')).split('\n').filter(Boolean);
    const entry = lines
      .map((line) => JSON.parse(line))
      .find(({ msg, trace_id }) => msg === message && trace_id);
    expect(entry, `${name}: ${message}`).toMatchObject({ trace_id: trace, span_id: expect.any(String) });
  }
});

test('the metrics say what has happened', () => {
  const { gateway, ingest, imager, tracker, notifier } = metrics;
  expect(sumOf(gateway, 'halftone_requests_accepted_total', { lane: 'express' })).toBe(1);
  expect(sumOf(gateway, 'halftone_requests_rejected_total')).toBe(1);
  const uploads = {
    http_route: '/api/upload',
    http_response_status_code: '202',
    http_request_method: 'POST',
  };
  expect(sumOf(gateway, 'http_server_request_duration_seconds_count', uploads)).toBe(1);
  expect(sumOf(ingest, 'halftone_images_listed_total')).toBe(IMAGES);
  const sent = { messaging_destination_name: 'image.requested', error_type: '' };
  expect(sumOf(ingest, 'messaging_client_sent_messages_total', sent)).toBe(IMAGES);
  const images = { outcome: 'compressed', lane: 'express', format: 'jpeg' };
  expect(sumOf(imager, 'halftone_images_total', images)).toBe(IMAGES);
  expect(sumOf(imager, 'halftone_image_stage_duration_seconds_count', { stage: 'encode' })).toBe(IMAGES);
  const [before, after] = ['source', 'output'].map((side) =>
    sumOf(imager, `halftone_image_${side}_bytes_total`),
  );
  expect(before).toBeGreaterThan((after ?? 0) * 1.5);
  expect(sumOf(imager, 'halftone_images_in_hand')).toBe(0);
  expect(sumOf(imager, 'halftone_codec_processes')).toBeGreaterThan(0);
  expect(sumOf(tracker, 'halftone_events_projected_total')).toBe(3 + 3 * IMAGES);
  expect(sumOf(tracker, 'halftone_requests_completed_total', { outcome: 'succeeded' })).toBe(1);
  expect(sumOf(tracker, 'halftone_projection_lag_seconds')).toBe(0);
  expect(sumOf(notifier, 'halftone_webhook_attempts_total', { outcome: 'delivered' })).toBe(1);
  for (const name of SERVICES) {
    expect(sumOf(metrics[name], 'halftone_dependency_up', { dependency: 'nats' }), name).toBe(1);
    expect(sumOf(metrics[name], 'process_cpu_user_seconds_total'), name).toBeGreaterThan(0);
  }
});

test('no metric has a URL, a host, an id or a tenant as a label', () => {
  const values = SERVICES.flatMap((name) => metrics[name].flatMap(({ labels }) => Object.values(labels)));
  expect(values.filter((value) => /127\.0\.0\.1|:\/\/|[0-9a-f]{8}-[0-9a-f]{4}|^public$/.test(value))).toEqual(
    [],
  );
  expect(values).not.toContain(requestId);
});
