import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { RequestListener, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import {
  environmentOfProgram,
  originForTest,
  systemForTest,
  type TestSystem,
  waitFor,
} from '@halftone/local-stack/testing';
import { parse } from 'csv-parse/sync';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue, type OutputRow } from './client.ts';
import { picture, serve } from './pictures.ts';

type PreflightHost = { host: string; likelyToFail: number; findings: { code: string }[] };
type LikelyFailure = { line: number; reason: { code: string } };

const BIN = fileURLToPath(new URL('../../packages/cli/bin/halftone.mjs', import.meta.url));
const KEY = `htk_${Buffer.alloc(32, 7).toString('base64url')}`;

let system: TestSystem;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halftone-cli-'));
  system = await systemForTest({ API_KEYS: `shop:${createHash('sha256').update(KEY).digest('hex')}` });
});
afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** Runs the program as a shell would. */
async function halftone(...args: string[]) {
  const env = environmentOfProgram({ HALFTONE_URL: system.api, HALFTONE_KEY: KEY });
  const program = spawn(process.execPath, [BIN, ...args], { cwd: folder, env });
  const [[code], out, err] = await Promise.all([
    once(program, 'close'),
    text(program.stdout),
    text(program.stderr),
  ]);
  return { code, out, err };
}

async function written(name: string, products: string[][]): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, catalogue(products));
  return file;
}

const saved = (name: string) => readFile(join(folder, 'out', name));
const rowsOf = (csv: Buffer): OutputRow[] => parse(csv, { columns: true, bom: true });
const documents = (out: string) =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test('a catalogue is uploaded, watched to its end and downloaded', async () => {
  await using origin = await originForTest({
    '/a.jpg': serve(await picture(1)),
    '/b.jpg': serve(await picture(2)),
  });
  const file = await written('good.csv', [[`${origin.url}/a.jpg`, `${origin.url}/b.jpg`]]);
  const uploaded = await halftone('upload', file, '--quality', '40', '--format', 'webp', '--watch', '--json');
  expect(uploaded).toMatchObject({ code: 0, err: '' });
  const events = documents(uploaded.out);
  expect(events[0]).toMatchObject({ event: 'accepted', data: { recipe: { quality: 40, format: 'webp' } } });
  const { data: request } = events.at(-1);
  expect(request).toMatchObject({ status: 'completed', outcome: 'succeeded', filename: 'good.csv' });

  expect(await halftone('download', request.id, '--out', 'out')).toMatchObject({ code: 0 });
  const [row] = rowsOf(await saved(`${request.id}.csv`));
  expect(row?.['Output Image URLs']?.split(', ')).toHaveLength(2);
  expect(await halftone('download', request.id, '--zip', '--out', 'out')).toMatchObject({ code: 0 });
  expect((await saved(`${request.id}.zip`)).subarray(0, 2).toString()).toBe('PK');
  const listed = await halftone('list', '--outcome', 'succeeded', '--json');
  expect(documents(listed.out).map(({ id }) => id)).toContain(request.id);
});

test('what failed is told, downloaded and retried', async () => {
  await using origin = await originForTest({ '/a.jpg': serve(await picture(3)) });
  const file = await written('partial.csv', [[`${origin.url}/a.jpg`], [`${origin.url}/gone.jpg`]]);
  const uploaded = await halftone('upload', file);
  expect(uploaded).toMatchObject({ code: 0, err: '' });
  const id = /^Request (\S+)$/m.exec(uploaded.out)?.[1] ?? '';
  const watched = await halftone('watch', id);
  expect(watched).toMatchObject({ code: 0, err: expect.stringMatching(/^Warning: 1 of 2 images failed/) });
  expect(watched.out).toMatch(/Completed, partial: 1 of 2 images compressed, 1 failed/);
  expect(watched.out).toMatch(/1 image failed:\n {2}1 {2}There is no image at this address \(not_found\)\n/);
  expect(await halftone('watch', id, '--strict')).toMatchObject({ code: 1, err: '' });
  expect((await halftone('status', id)).out).toMatch(/^Status +completed \(partial\)$/m);
  const failed = await halftone('images', id, '--failed');
  expect(failed.out).toContain(`${origin.url}/gone.jpg\n  Product 2 (product 2)\n`);
  expect(failed.out).not.toContain('/a.jpg');

  expect(await halftone('download', id, '--failed', '--out', 'out')).toMatchObject({ code: 0 });
  const rows = rowsOf(await saved(`${id}-failed.csv`));
  expect(rows.map((row) => row['Product Name'])).toEqual(['Product 2']);
  const retried = await halftone('retry', id, '--json');
  expect(retried).toMatchObject({ code: 0 });
  expect(JSON.parse(retried.out)).toMatchObject({ retryOf: id, counts: { images: 1 } });
});

test('what is refused is told row by row, and a dry run starts nothing', async () => {
  const file = await written('bad.csv', [['http://shop.example/a.jpg'], ['no url']]);
  const refused = await halftone('upload', file);
  expect(refused).toMatchObject({ code: 3, out: '' });
  expect(refused.err).toMatch(/^ {2}line 3: /m);
  expect(await halftone('upload', file, '--dry-run')).toMatchObject({
    code: 3,
    out: expect.stringMatching(/would be refused: 1 product, 1 image,.*\n {2}line 3: /),
  });
  const skipping = await halftone('upload', file, '--dry-run', '--invalid-rows', 'skip');
  expect(skipping).toMatchObject({ code: 0, out: expect.stringMatching(/would be accepted: 1 product/) });
  const listed = await halftone('list', '--limit', '100', '--json');
  expect(documents(listed.out).map(({ filename }) => filename)).not.toContain('bad.csv');
});

test('a probe of five odd hosts says what each of them is, and starts nothing', async () => {
  await using origins = new AsyncDisposableStack();
  const originOf = async (listener: RequestListener) => origins.use(await originForTest({ '*': listener }));
  const page = (response: ServerResponse, html: string, status = 200, headers = {}) =>
    void response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(html);
  const jpeg = await picture(1);
  const webp = await sharp(jpeg).webp().toBuffer();
  const login = await originOf(({ url }, response) => {
    if (url?.startsWith('/login')) page(response, '<html><title>Sign in</title>');
    else response.writeHead(302, { location: '/login?next=a' }).end();
  });
  const consent = await originOf(({ url }, response) => {
    if (url?.startsWith('/consent')) page(response, '<html><title>Before you continue</title>');
    else response.writeHead(302, { location: '/consent?continue=a' }).end();
  });
  const guarded = await originOf((_request, response) =>
    page(response, '<title>Just a moment...</title>', 403, { 'cf-mitigated': 'challenge' }),
  );
  const expired = await originOf((_request, response) =>
    page(response, '<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>', 403),
  );
  const cdn = await originOf(({ headers }, response) => {
    response.setHeader('vary', 'Accept').end(headers.accept?.includes('image/webp') ? webp : jpeg);
  });
  const file = await written('odd.csv', [
    [`${login.url}/a.jpg`, `${consent.url}/a.jpg`],
    [`${guarded.url}/a.jpg`, `${expired.url}/a.jpg?Expires=1700000000&Signature=x`],
    [`${cdn.url}/a.jpg`, `${cdn.url}/b.jpg`],
  ]);
  const { code, out } = await halftone('upload', file, '--dry-run', '--probe', '10', '--json');
  expect(code).toBe(0);
  const [{ preflight }] = documents(out);
  const found = Object.fromEntries(
    preflight.hosts.map(({ host, likelyToFail, findings }: PreflightHost) => [
      `http://${host}`,
      // How fast they are is up to the machine.
      [likelyToFail, ...findings.map(({ code }) => code).filter((code) => code !== 'slow')],
    ]),
  );
  expect(found).toEqual({
    [login.url]: [1, 'login_page'],
    [consent.url]: [1, 'consent_page'],
    [guarded.url]: [1, 'blocks_robots'],
    [expired.url]: [1, 'expired_links'],
    [cdn.url]: [0, 'negotiates_formats'],
  });
  expect(preflight.rows.map(({ line, reason }: LikelyFailure) => [line, reason.code])).toEqual([
    [2, 'not_an_image'],
    [2, 'not_an_image'],
    [3, 'access_denied'],
    [3, 'access_denied'],
  ]);
  expect(preflight.estimate).toMatchObject({
    images: 2,
    samples: 2,
    sourceBytes: { likely: 2 * jpeg.length },
  });
  const told = await halftone('upload', file, '--dry-run', '--probe', '10');
  expect(told.out).toContain('! It asks for a login.');
  const listed = await halftone('list', '--limit', '100', '--json');
  expect(listed.out).not.toContain('odd.csv');
});

test('the same upload under one key is one request', async () => {
  const file = await written('same.csv', [['http://127.0.0.1:9/a.jpg']]);
  const upload = () => halftone('upload', file, '--idempotency-key', 'nightly-1', '--json');
  const [first, second] = [await upload(), await upload()];
  expect([first.code, second.code]).toEqual([0, 0]);
  expect(JSON.parse(second.out).id).toBe(JSON.parse(first.out).id);
});

test('a webhook that does not arrive is told, and delivered again', async () => {
  await using origin = await originForTest({ '/a.jpg': serve(await picture(4)) });
  const file = await written('hook.csv', [[`${origin.url}/a.jpg`]]);
  const uploaded = await halftone('upload', file, '--webhook', `${origin.url}/nobody`, '--watch', '--json');
  const { data: request } = documents(uploaded.out).at(-1);
  await waitFor('the first attempt', async () => {
    const url = `${system.api}/v1/requests/${request.id}/deliveries`;
    return (await fetch(url, { headers: { 'x-api-key': KEY } }).then((answer) => answer.text())).includes(
      '404',
    );
  });
  const { out } = await halftone('status', request.id);
  expect(out).toMatch(/^Webhook +failing, and tried again: .*\/nobody \(.*404.*\), next attempt /m);
  const [delivery] = documents((await halftone('deliveries', request.id, '--json')).out);
  expect(await halftone('redeliver', delivery.id)).toMatchObject({ code: 0, err: '' });
});

test('a request is cancelled, and deleted', async () => {
  await using origin = await originForTest({ '/slow.jpg': () => {} });
  const file = await written('slow.csv', [[`${origin.url}/slow.jpg`]]);
  const { id } = JSON.parse((await halftone('upload', file, '--json')).out);
  expect((await halftone('cancel', id)).out).toContain(`Cancelled request ${id}`);
  const again = await halftone('cancel', id);
  expect(again).toMatchObject({ code: 3, err: expect.stringContaining(`npx halftone status ${id}`) });
  expect((await halftone('delete', id)).code).toBe(0);
  const gone = await halftone('status', id);
  expect(gone).toMatchObject({ code: 5, err: expect.stringContaining('npx halftone list') });
});

test('without the right key nothing is shown', async () => {
  const refused = await halftone('list', '--key', 'htk_wrong');
  expect(refused).toMatchObject({ code: 3, out: '', err: expect.stringContaining('HALFTONE_KEY') });
  expect(refused.err).not.toContain('htk_');
});

test('what there is not is not found', async () => {
  expect((await halftone('watch', '11111111-2222-4333-8444-555555555555')).code).toBe(5);
});
