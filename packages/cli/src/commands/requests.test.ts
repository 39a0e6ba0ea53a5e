import { describe, expect, test } from 'vitest';
import { apiForTest, json, pendingAnswer, problem, REQUEST_ID, requestAnswer } from '../testing/api.ts';
import { command } from '../testing/command.ts';

const OTHER_ID = 'a8b0a54e-32f4-4d7c-8c4c-3d8a4bd8dd6a';

describe('list', () => {
  test('shows the requests in columns', async () => {
    const running = pendingAnswer({ id: OTHER_ID, status: 'processing', progress: 62, filename: 'b.csv' });
    await using api = await apiForTest({
      'GET /v1/requests': json({ items: [running, requestAnswer()], nextCursor: null }),
    });
    const { code, out } = await command([
      'list',
      '--status',
      'processing',
      '--outcome',
      'partial',
      '--url',
      api.url,
    ]);
    expect(code).toBe(0);
    expect(out).toBe(
      [
        'ID                                    STATUS                 IMAGES  FAILED  CREATED           FILE',
        `${OTHER_ID}  processing 62 %        3       0       2026-11-20 10:00  b.csv`,
        `${REQUEST_ID}  completed (succeeded)  3       0       2026-11-20 10:00  catalogue.csv`,
        '',
      ].join('\n'),
    );
    expect(api.received[0]?.query).toEqual({ status: 'processing', outcome: 'partial', limit: '20' });
  });

  test('goes from page to page up to the limit, with a document for each request', async () => {
    const page = (size: number, nextCursor: string | null) =>
      json({ items: Array.from({ length: size }, () => requestAnswer()), nextCursor });
    await using api = await apiForTest({
      'GET /v1/requests': (response, received, hit) =>
        page(hit === 1 ? 200 : 50, 'next')(response, received, hit),
    });
    const { out } = await command(['list', '--limit', '250', '--json', '--url', api.url]);
    expect(out.trim().split('\n')).toHaveLength(250);
    expect(api.received.map(({ query }) => query)).toEqual([
      { limit: '200' },
      { limit: '50', cursor: 'next' },
    ]);
  });

  test('says when there are none', async () => {
    await using api = await apiForTest({ 'GET /v1/requests': json({ items: [], nextCursor: null }) });
    expect(await command(['list', '--url', api.url])).toMatchObject({
      code: 0,
      out: 'There are no such requests.\n',
    });
  });
});

describe('list on a narrow screen', () => {
  test('has a few lines for each request, none wider than the screen', async () => {
    const filename = 'catalogue-of-the-winter-collection-of-2026.csv';
    const partial = requestAnswer({ outcome: 'partial', filename, counts: { ...COUNTS, failed: 2 } });
    await using api = await apiForTest({
      'GET /v1/requests': json({ items: [partial], nextCursor: null }),
    });
    const { out } = await command(['list', '--url', api.url], { columns: 40 });
    expect(out.trimEnd().split('\n')).toEqual([
      REQUEST_ID,
      '  completed (partial)',
      '  3 images, 2 failed',
      '  2026-11-20 10:00',
      '  catalogue-of-the-winter-…n-of-2026.csv',
    ]);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(40);
  });
});

const COUNTS = { products: 2, images: 3, compressed: 1, failed: 0, rejected: 0 };

describe('status', () => {
  test('shows where a running request stands', async () => {
    const running = pendingAnswer({
      status: 'processing',
      progress: 62,
      counts: { products: 900, images: 2000, compressed: 1238, failed: 2, rejected: 1 },
      bytes: { source: 10_000_000, output: 4_800_000, saved: 5_200_000 },
      recipe: { quality: 60, format: 'webp' },
      rate: 41.26,
      retryOf: OTHER_ID,
    });
    await using api = await apiForTest({ [`GET /v1/requests/${REQUEST_ID}`]: json(running) });
    const { code, out } = await command(['status', REQUEST_ID, '--url', api.url]);
    expect(code).toBe(0);
    expect(out.split('\n')).toEqual([
      `Request   ${REQUEST_ID}`,
      'File      catalogue.csv',
      'Status    processing 62 %',
      'Products  900, 1 bad row skipped',
      'Images    1,238 of 2,000 compressed, 2 failed',
      'Bytes     10.0 MB became 4.8 MB (52 % saved)',
      'Pace      41.3/s, 18 s left',
      'Recipe    quality 60, format webp',
      `Retry of  ${OTHER_ID}`,
      'Created   2026-11-20T10:00:00.000Z',
      `Watch     npx halftone watch ${REQUEST_ID} --url ${api.url}`,
      `Failures  npx halftone images ${REQUEST_ID} --failed --url ${api.url}`,
      '',
    ]);
    const { out: document } = await command(['status', REQUEST_ID, '--json', '--url', api.url]);
    expect(JSON.parse(document)).toEqual(running);
  });
});

describe('retry', () => {
  test('starts a new request and names it', async () => {
    const answer = json(pendingAnswer({ id: OTHER_ID, retryOf: REQUEST_ID }), 202);
    await using api = await apiForTest({ [`POST /v1/requests/${REQUEST_ID}/retry`]: answer });
    const { code, out } = await command(['retry', REQUEST_ID, '--url', api.url]);
    expect(code).toBe(0);
    expect(out).toContain(`Request ${OTHER_ID}\n`);
  });
});

describe('cancel and delete', () => {
  test('say what becomes of the request', async () => {
    const cancelled = requestAnswer({ status: 'cancelled', outcome: null, counts: COUNTS });
    await using api = await apiForTest({
      [`POST /v1/requests/${REQUEST_ID}/cancel`]: json(cancelled, 202),
      [`DELETE /v1/requests/${REQUEST_ID}`]: (response, _received, hit) =>
        hit === 1
          ? void response.writeHead(204).end()
          : json({ message: 'Soon.' }, 202)(response, _received, hit),
    });
    const run = (name: string) => command([name, REQUEST_ID, '--url', api.url]);
    expect((await run('cancel')).out).toContain(`Cancelled request ${REQUEST_ID}: 1 of 3 images had been`);
    expect((await run('delete')).out).toContain('Deleted request');
    expect((await run('delete')).out).toContain('is going to be deleted');
  });

  test.each([
    ['cancel', 'request_ended', `npx halftone status ${REQUEST_ID}`],
    ['cancel', 'request_not_found', 'npx halftone list'],
    ['retry', 'request_running', `npx halftone watch ${REQUEST_ID}`],
    ['retry', 'nothing_failed', `npx halftone images ${REQUEST_ID}`],
  ])('%s that is refused with %s gives the command that helps', async (name, code, advice) => {
    const refusal = problem(409, { code, detail: 'It cannot be done.', hint: 'Speaks of HTTP.' });
    await using api = await apiForTest({ [`POST /v1/requests/${REQUEST_ID}/${name}`]: refusal });
    const { err } = await command([name, REQUEST_ID, '--url', api.url]);
    expect(err).toContain(`${advice} --url ${api.url}`);
    expect(err).not.toContain('Speaks of HTTP.');
  });
});
