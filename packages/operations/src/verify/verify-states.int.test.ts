import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { EXAMPLES } from '@halftone/contracts';
import { waitFor } from '@halftone/local-stack/testing';
import { UnforgottenRequest } from '@halftone/read-model';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { foundIn, type OperatedSystem, operatedSystem } from '../system.fixture.ts';
import { type Report, verify } from './verify.ts';

let operated: OperatedSystem;

beforeAll(async () => {
  operated = await operatedSystem();
});
afterAll(() => operated[Symbol.asyncDispose]());

/** At the first look: what is broken here is not on its way. */
const look = (requestId: string): Promise<Report> => verify(operated.parts, { requestId, patienceMs: 0 });
const sql = (statement: string, ...values: unknown[]) =>
  operated.parts.readModel.em().execute(statement, values);

test('a request of which there are only unreadable entries is no fault', async () => {
  await operated.publishRaw('halftone.v1.image.failed.litter', Buffer.from('{'));
  expect(await look('litter')).toMatchObject({ consistent: true, requests: [{ state: 'unreadable' }] });
});

test('a request that nobody knows is a fault', async () => {
  expect(foundIn(await look('nobodys'))).toEqual({ unknown_request: expect.any(String) });
});

describe('a request that has not completed', () => {
  const accept = (requestId: string) =>
    operated.log.publish('request.accepted', {
      ...EXAMPLES['request.accepted'],
      requestId,
      totals: { products: 1, images: 1 },
    });

  test('is running, and no fault', async () => {
    await accept('running');
    expect(await look('running')).toMatchObject({
      consistent: true,
      requests: [{ state: 'running', findings: [] }],
    });
  });

  test('is compared with its rows once it has been quiet for a minute', async () => {
    await accept('quiet');
    await operated.projected('quiet');
    const later = { requestId: 'quiet', patienceMs: 0, now: () => Date.now() + 61_000 };
    expect(await verify(operated.parts, later)).toMatchObject({ consistent: true });
    await sql('delete from halftone.requests where id = ?', 'quiet');
    expect(foundIn(await verify(operated.parts, later))).toEqual({ row_missing: expect.any(String) });
  });

  test('and never will, since it was cancelled, is no fault', async () => {
    await accept('cancelled');
    await operated.log.publish('request.cancelled', { requestId: 'cancelled', by: 'test' });
    await operated.projected('cancelled');
    expect(await look('cancelled')).toMatchObject({ consistent: true, requests: [{ state: 'cancelled' }] });
  });
});

describe('a deleted request', () => {
  const forgotten = (id: string) =>
    waitFor('the tracker to forget it', async () => {
      // What is to be forgotten is noted after the deletion itself, so that an empty list alone tells nothing.
      const [report] = (await look(id)).requests;
      const isLogged = report?.findings.some(({ detail }) => detail.includes('the log still holds'));
      const listed = await operated.parts.readModel.em().count(UnforgottenRequest, { id });
      return report?.state === 'deleted' && !isLogged && listed === 0;
    });

  test('is consistent when nothing is left of it', async () => {
    const { requestId, key } = await operated.completeRequest('deleted');
    await operated.log.publish('request.deleted', { requestId, by: 'test' });
    const { bucket } = operated.system.objectStore;
    for (const image of [0, 1, 2]) await operated.objects.removeObject(bucket, key(image));
    await forgotten(requestId);
    const report = await verify(operated.parts, { requestId });
    expect(report).toMatchObject({ consistent: true, requests: [{ state: 'deleted', findings: [] }] });
  });

  test('of which an object or a row is left is named', async () => {
    const { requestId, key } = await operated.completeRequest('left');
    await operated.log.publish('request.deleted', { requestId, by: 'test' });
    const { bucket } = operated.system.objectStore;
    for (const image of [1, 2]) await operated.objects.removeObject(bucket, key(image));
    await forgotten(requestId);
    await waitFor('the rest to be gone', async () => {
      const [report] = (await look(requestId)).requests;
      return report?.found.deleted_but_left === 1;
    });
    expect(foundIn(await look(requestId))).toEqual({ deleted_but_left: expect.stringContaining(key(0)) });
  });
});

test('a request that has an event among the dead letters is stuck, and the dead letter is named', async () => {
  const requestId = 'stuck';
  const totals = { products: 1, images: 1 };
  await operated.log.publish('request.accepted', { ...EXAMPLES['request.accepted'], requestId, totals });
  await operated.publishRaw(`halftone.v1.image.failed.${requestId}`, Buffer.from('{'));
  await waitFor('the dead letter', async () =>
    (await Array.fromAsync(operated.parts.log.deadLetters.list())).some(({ subject }) =>
      subject.endsWith(requestId),
    ),
  );
  const report = await look(requestId);
  expect(report).toMatchObject({ consistent: false, requests: [{ state: 'running' }] });
  expect(foundIn(report)).toMatchObject({
    stuck: expect.any(String),
    dead_letter: expect.stringMatching(/could not be handled by tracker and is dead letter \d+: .*not JSON/),
  });
});

test('of all requests, those that are whole are, and those that are broken are not', async () => {
  await operated.completeRequest('last');
  const { consistent, requests } = await verify(operated.parts, { patienceMs: 0 });
  expect(consistent).toBe(false);
  const stateOf = (id: string) => requests.find(({ requestId }) => requestId === id);
  expect(stateOf('last')).toMatchObject({ state: 'completed', findings: [] });
  expect(stateOf('left')).toMatchObject({ found: { deleted_but_left: 1 } });
});

describe('the command', () => {
  const run = (args: string[], env: NodeJS.ProcessEnv) => {
    const main = fileURLToPath(new URL('../verify-main.ts', import.meta.url));
    const ended = spawnSync(process.execPath, [main, ...args, '--home', '/nowhere'], {
      env,
      encoding: 'utf8',
    });
    return { code: ended.status, text: ended.stdout + ended.stderr };
  };

  test('ends with 0 where all is well, and with 1 and what was found where not', async () => {
    const env = operated.system.environmentOf('tracker');
    await operated.completeRequest('fine');
    const fine = run(['fine'], { ...env, NATS_URL: operated.system.nats.url });
    expect(fine.text).toMatch(/fine +completed +3\/3 +3\/4 +3 +1 +3 +delivered +consistent/);
    expect(fine.code).toBe(0);
    // Not a young request, which would be looked at again for ten seconds.
    const broken = run(['nobodys'], { ...env, NATS_URL: operated.system.nats.url });
    expect(broken.text).toMatch(/unknown_request {2}Neither the log nor the read model knows/);
    expect(broken.code).toBe(1);
  });

  test.each([
    { what: 'the store does not answer', wrong: { S3_ENDPOINT: 'http://127.0.0.1:1' } },
    { what: 'there is no such bucket', wrong: { S3_BUCKET: 'nobodys' } },
  ])('ends with 69 and a sentence when $what', ({ wrong }) => {
    const env = { ...operated.system.environmentOf('imager'), ...operated.system.environmentOf('tracker') };
    const ended = run(['--all'], { ...env, NATS_URL: operated.system.nats.url, ...wrong });
    expect(ended.text).toMatch(
      /^The object store does not answer at http.*, or the key may not access the bucket .*\.\n$/,
    );
    expect(ended.code).toBe(69);
  });

  test('ends with 78 and the names of the variables without settings, and with 2 without a request', () => {
    const { PATH } = process.env;
    expect(run(['--all'], { PATH })).toMatchObject({ code: 78, text: expect.stringContaining('S3_BUCKET') });
    expect(run([], { PATH })).toMatchObject({ code: 2, text: expect.stringContaining('Usage') });
  });
});
