import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createEvent, ENDPOINT_EXAMPLES, EXAMPLES, encodeEvent, reasonOf } from '@halftone/contracts';
import { connectLog } from '@halftone/messaging';
import { createLogger } from '@halftone/runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  foundIn,
  type OperatedSystem,
  operatedSystem,
  removeFromLog,
  sequenceOf,
} from '../system.fixture.ts';
import { reportText } from './report-text.ts';
import { type Report, verify } from './verify.ts';

const VERIFY = join(import.meta.dirname, '../verify-main.ts');

let operated: OperatedSystem;

beforeAll(async () => {
  operated = await operatedSystem();
});
afterAll(() => operated[Symbol.asyncDispose]());

/** At the first look: what is broken here is not on its way. */
const look = (requestId: string): Promise<Report> => verify(operated.parts, { requestId, patienceMs: 0 });
const sql = (statement: string, ...values: unknown[]) =>
  operated.parts.readModel.em().execute(statement, values);

test('a request that ended as it should has no finding', async () => {
  await operated.completeRequest('whole');
  expect(await look('whole')).toEqual({
    consistent: true,
    requests: [
      {
        requestId: 'whole',
        state: 'completed',
        totals: { products: 3, images: 4 },
        counts: { products: 3, compressed: 3, failed: 1, reused: 3 },
        objects: 3,
        webhook: 'delivered',
        findings: [],
        found: {},
      },
    ],
    endpoints: [],
  });
});

test('the command keeps what it found of all requests where the gateway reads it', async () => {
  const { system, log } = operated;
  const { endpoint, accessKey, secretKey, bucket } = system.objectStore;
  const { stdout } = await promisify(execFile)(process.execPath, [VERIFY, '--all'], {
    env: {
      NATS_URL: system.nats.urlOf('operator'),
      DATABASE_URL: system.database.gatewayUrl,
      S3_ENDPOINT: endpoint,
      S3_ACCESS_KEY: accessKey,
      S3_SECRET_KEY: secretKey,
      S3_BUCKET: bucket,
    },
  });
  expect(stdout).toContain('whole');
  expect(await log.watch.lastVerification()).toMatchObject({
    consistent: true,
    requests: 1,
    inconsistent: [],
    found: {},
  });
});

test('an endpoint that was suspended is noted, and a row that does not say so is a fault', async () => {
  const { endpoints } = operated.log;
  await using notifier = await connectLog({
    url: operated.system.nats.url,
    service: 'notifier',
    logger: createLogger('test', 'silent'),
  });
  const { endpointId } = ENDPOINT_EXAMPLES['endpoint.registered'];
  await endpoints.publish('endpoint.registered', ENDPOINT_EXAMPLES['endpoint.registered'], 0);
  const suspended = { ...ENDPOINT_EXAMPLES['endpoint.suspended'], version: 2 };
  await notifier.endpoints.publish('endpoint.suspended', suspended, 1);
  const all = () => verify(operated.parts, { patienceMs: 10_000 });
  const noted = await all();
  expect(noted.endpoints).toMatchObject([
    { endpointId, findings: [{ code: 'endpoint_suspended', severity: 'note' }] },
  ]);
  expect(reportText(noted, 1)).toContain(`Webhook endpoint ${endpointId}\n  endpoint_suspended`);
  await sql(`update halftone.webhook_endpoints set status = 'enabled'`);
  const broken = await verify(operated.parts, { patienceMs: 0 });
  expect(broken).toMatchObject({ consistent: false });
  expect(broken.endpoints[0]?.findings).toContainEqual(
    expect.objectContaining({ code: 'row_differs', detail: expect.stringContaining('status') }),
  );
  await sql(`update halftone.webhook_endpoints set status = 'suspended'`);
});

describe('in the store', () => {
  test('an object that is gone is named', async () => {
    const { requestId, key } = await operated.completeRequest('object-gone');
    await operated.objects.removeObject(operated.system.objectStore.bucket, key(1));
    const report = await look(requestId);
    expect(report.consistent).toBe(false);
    expect(foundIn(report)).toEqual({ object_missing: expect.stringContaining(key(1)) });
  });

  test('an object that was altered is named, also when it kept its size', async () => {
    const { requestId, key } = await operated.completeRequest('altered');
    const { bucket } = operated.system.objectStore;
    await operated.objects.putObject(bucket, key(0), Buffer.from('image 0 of ALTERED'));
    expect(foundIn(await look(requestId))).toEqual({
      object_differs: expect.stringMatching(/has the right size but different content/),
    });
    await operated.objects.putObject(bucket, key(0), Buffer.from('short'));
    expect(foundIn(await look(requestId))).toEqual({
      object_differs: expect.stringContaining('has 5 bytes instead of 18'),
    });
  });
});

test('a copy that lies under another request is named', async () => {
  const { requestId, key, imageIds } = await operated.completeRequest('borrowing');
  const seq = await sequenceOf(operated, requestId, ({ imageId }, name) => {
    return name === 'image.compressed' && imageId === imageIds[0];
  });
  const logged = await operated.parts.log.entryAt(seq);
  if (logged?.event?.name !== 'image.compressed') throw new Error('not compressed');
  const { event } = logged;
  const { data } = event;
  const borrowed = { ...data, output: { ...data.output, key: key(0).replace('borrowing', 'whole') } };
  await removeFromLog(operated, seq);
  const { subject, bytes } = encodeEvent({ ...event, data: borrowed });
  await operated.publishRaw(subject, bytes);
  expect(foundIn(await look(requestId))).toMatchObject({
    output_elsewhere: expect.stringContaining("which is not the request's own"),
  });
});

describe('in the read model', () => {
  test.each([
    ['products', 'products, row 2', 'request_id = ? and row = 2'],
    ['rejected_rows', 'rejected_rows, line 3', 'request_id = ?'],
    ['images', 'images ', `request_id = ? and state = 'failed'`],
    ['webhook_attempts', 'webhook_attempts ', 'request_id = ?'],
    ['requests', 'row for the request itself', 'id = ?'],
  ])('a row that is gone from %s is named', async (table, name, where) => {
    const { requestId } = await operated.completeRequest(`gone-from-${table}`);
    await sql(`delete from halftone.${table} where ${where}`, requestId);
    expect(foundIn(await look(requestId))).toEqual({ row_missing: expect.stringContaining(name) });
  });

  test.each([
    [
      `update halftone.products set cells = '["forged"]' where row = 1 and request_id = ?`,
      'products, row 1: cells',
    ],
    [`update halftone.products set id = id + 1 where row = 3 and request_id = ?`, 'products, row 3: id'],
    [
      `update halftone.images set output_url = 'x', quality = 1 where state = 'compressed' and request_id = ?`,
      'outputUrl, quality',
    ],
    [`update halftone.images set url = 'x' where state = 'failed' and request_id = ?`, ': url'],
    [
      `update halftone.requests set images_failed = 0, outcome = 'succeeded' where id = ?`,
      'requests: imagesFailed, outcome',
    ],
    [`update halftone.webhook_attempts set outcome = 'rejected' where request_id = ?`, ': outcome'],
    [`update halftone.rejected_rows set hint = '' where request_id = ?`, 'line 3: hint'],
  ])('%s is noticed, with the columns', async (statement, columns) => {
    const requestId = `forged-${columns.replaceAll(/\W+/g, '-')}`;
    await operated.completeRequest(requestId);
    await sql(statement, requestId);
    expect(foundIn(await look(requestId))).toEqual({ row_differs: expect.stringContaining(columns) });
  });

  test('a row without an event is named', async () => {
    const { requestId } = await operated.completeRequest('invented');
    await sql(
      `insert into halftone.products select request_id, 9, id, serial, name, cells, images from halftone.products where row = 1 and request_id = ?`,
      requestId,
    );
    expect(foundIn(await look(requestId))).toEqual({ row_surplus: expect.stringContaining('row 9') });
  });
});

describe('in the log', () => {
  test('a second, contradicting end of an image is named, and does not count', async () => {
    const { requestId, imageIds } = await operated.completeRequest('contradicted');
    const reason = reasonOf('crashed', 'A second end.');
    await operated.log.publish('image.failed', {
      requestId,
      imageId: imageIds[0] ?? '',
      reason,
      attempts: 5,
    });
    await operated.projected(requestId);
    const report = await look(requestId);
    expect(report.consistent).toBe(true);
    expect(foundIn(report)).toEqual({
      second_outcome: expect.stringMatching(/compressed .* which counts, and failed \(crashed\)/),
    });
  });

  test.each([
    ['product.listed', 'product_missing', 'row 2'],
    ['image.failed', 'image_without_outcome', 'has neither been compressed nor failed'],
    ['image.requested', 'image_not_requested', 'was not requested'],
    ['product.rejected', 'rejected_rows_miscounted', '0 bad rows are skipped, but 1'],
    ['request.accepted', 'not_accepted', 'never accepted'],
    ['request.completed', 'completion_missing', 'there is no request.completed'],
  ])('a %s that is gone is noticed', async (lost, code, detail) => {
    const { requestId } = await operated.completeRequest(`lost-${lost.replace('.', '-')}`);
    const seq = await sequenceOf(operated, requestId, ({ row = 2 }, name) => name === lost && row === 2);
    await removeFromLog(operated, seq);
    const report = await look(requestId);
    expect(report.consistent).toBe(false);
    expect(foundIn(report)).toMatchObject({ [code]: expect.stringContaining(detail) });
  });

  test('a completion that miscounts is noticed', async () => {
    const { requestId } = await operated.completeRequest('miscounted');
    const completed = await operated.log.lastEvent('request.completed', requestId);
    if (!completed) throw new Error('not completed');
    await removeFromLog(operated, completed.seq);
    const { event } = completed;
    const counts = { ...event.data.counts, images: 5 };
    const { subject, bytes } = encodeEvent({ ...event, data: { ...event.data, counts } });
    await operated.publishRaw(subject, bytes);
    expect(foundIn(await look(requestId))).toMatchObject({
      completion_wrong: expect.stringContaining('"images":5'),
    });
  });

  test('what is no event at all is a note, and is ignored', async () => {
    const { requestId } = await operated.completeRequest('littered');
    const event = createEvent(
      'image.failed',
      { ...EXAMPLES['image.failed'], requestId },
      { source: 'x', time: new Date() },
    );
    await operated.publishRaw(encodeEvent(event).subject, Buffer.from('{'));
    const report = await look(requestId);
    expect(report.consistent).toBe(true);
    expect(foundIn(report)).toMatchObject({ unreadable_entry: expect.stringContaining('not JSON') });
  });
});

describe('of webhooks', () => {
  test('one that is not delivered yet is a note', async () => {
    const { requestId } = await operated.completeRequest('unattempted');
    await removeFromLog(
      operated,
      await sequenceOf(operated, requestId, (_, name) => name === 'webhook.attempted'),
    );
    await sql('delete from halftone.webhook_attempts where request_id = ?', requestId);
    const report = await look(requestId);
    expect(report.requests).toMatchObject([{ webhook: 'pending' }]);
    expect(foundIn(report)).toMatchObject({ webhook_pending: expect.stringContaining('no attempt') });
  });

  test('another id, or an attempt left out, is noticed', async () => {
    const { requestId } = await operated.completeRequest('misdelivered');
    const completed = await operated.log.lastEvent('request.completed', requestId);
    await operated.log.publish('webhook.attempted', {
      ...EXAMPLES['webhook.attempted'],
      requestId,
      deliveryId: 'msg_other',
      trigger: completed?.seq ?? 0,
      attempt: 3,
    });
    await operated.projected(requestId);
    expect(foundIn(await look(requestId))).toMatchObject({
      webhook_ids_differ: expect.stringContaining('msg_other'),
      webhook_attempt_missing: expect.stringContaining('Attempt 2'),
    });
  });
});
