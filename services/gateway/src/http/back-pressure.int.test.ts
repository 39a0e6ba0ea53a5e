import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { json } from 'node:stream/consumers';
import { natsForTest, type TestNats, waitFor } from '@halftone/local-stack/testing';
import { test } from 'vitest';
import { catalogue, HEADER, rawForm, rawHeaders, uploadForm } from '../testing/catalogue.ts';
import { gatewayForTest } from '../testing/gateway.ts';
import { limitBucket, messagesInBucket } from '../testing/uploads-bucket.ts';

const ROWS = '1,Lamp,https://a.example/1.jpg\n'.repeat(20_000);
const at = (nats: TestNats) => ({ natsUrl: nats.url, databaseUrl: 'postgres://nobody@127.0.0.1:1/nothing' });

const upload = (url: string) =>
  fetch(`${url}/api/upload`, { method: 'POST', body: uploadForm(catalogue(['https://a.example/1.jpg'])) });

const accepted = (url: string) =>
  waitFor('an upload to be accepted', async () => (await upload(url)).status === 202);

test.concurrent('NATS that dies in the middle of an upload has it refused, and uploads are taken once it is back', async ({
  expect,
}) => {
  await using nats = await natsForTest();
  await using gateway = await gatewayForTest(at(nats));
  const request = httpRequest(`${gateway.url}/api/upload`, { method: 'POST', headers: rawHeaders });
  const answered = once(request, 'response');
  request.write(rawForm.start + HEADER + ROWS);
  await waitFor('something to be stored', async () => (await messagesInBucket(nats.url)) > 0);
  await nats.kill();
  request.end(ROWS + rawForm.end);
  const [response] = await answered;
  expect([response.statusCode, response.headers['retry-after']]).toEqual([503, '5']);
  expect(await json(response)).toMatchObject({ code: 'log_unavailable' });
  await nats.start();
  await waitFor('the log', () => gateway.log.lastSequence().then((last) => last === 0));
  // Chunks without an entry are no upload to anybody, and are collected.
  await waitFor('the remnant to be collected', async () => {
    await gateway.log.uploads.removeOrphans(0);
    return (await messagesInBucket(nats.url)) === 0;
  });
  await accepted(gateway.url);
});

test.concurrent('NATS that dies between the stored upload and its acceptance leaves both of them or none', async ({
  expect,
}) => {
  await using nats = await natsForTest();
  await using gateway = await gatewayForTest(at(nats));
  const before = await gateway.log.lastSequence();
  const publish: typeof gateway.log.publish = async (...event) => {
    await nats.kill();
    return gateway.log.publish(...event);
  };
  await using unlucky = await gatewayForTest(at(nats), { log: () => ({ ...gateway.log, publish }) });
  const answer = await upload(unlucky.url);
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  await nats.start();
  await accepted(gateway.url);
  for await (const { event } of gateway.log.replay({ from: before + 1 })) {
    if (event.name !== 'request.accepted') continue;
    expect(await gateway.log.uploads.get(event.data.upload.object)).not.toBeNull();
  }
});

test.concurrent('a full bucket refuses an upload, and nothing of it is left', async ({ expect }) => {
  await using nats = await natsForTest();
  await using gateway = await gatewayForTest(at(nats));
  await accepted(gateway.url);
  const before = await messagesInBucket(nats.url);
  await limitBucket(nats.url, 300_000);
  const form = uploadForm(HEADER + ROWS);
  const answer = await fetch(`${gateway.url}/api/upload`, { method: 'POST', body: form });
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  expect(await answer.json()).toMatchObject({ code: 'log_unavailable' });
  expect(await messagesInBucket(nats.url)).toBe(before);
});
