import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { originForTest, systemForTest, type TestSystem, waitFor } from '@halftone/local-stack/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue, completed } from './client.ts';
import { picture, serve } from './pictures.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const BIN = join(ROOT, 'packages', 'cli', 'bin', 'halftone.mjs');

let system: TestSystem;
let origin: Awaited<ReturnType<typeof originForTest>>;
let folder: string;
const received: string[] = [];

beforeAll(async () => {
  system = await systemForTest();
  origin = await originForTest({
    '/mug.jpg': serve(await picture(11)),
    '/hook': async (request, response) => {
      received.push(await text(request));
      response.writeHead(204).end();
    },
  });
  folder = await mkdtemp(join(tmpdir(), 'halftone-readme-'));
  const sample = catalogue([[`${origin.url}/mug.jpg`]]);
  await mkdir(join(folder, '.halftone'));
  await writeFile(join(folder, '.halftone', 'sample.csv'), sample);
  await writeFile(join(folder, 'catalogue.csv'), sample);
});
afterAll(async () => {
  await system[Symbol.asyncDispose]();
  await origin[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** The lines of a document that begin so, in their order. */
async function linesOf(document: string, beginning: string): Promise<string[]> {
  const lines = (await readFile(join(ROOT, document), 'utf8')).split('\n');
  return lines.filter((line) => line.startsWith(beginning));
}

/** Runs a line as it stands in a document, but for the addresses and ids; fails when it does. */
async function run(line: string | undefined, requestId = ''): Promise<string> {
  const command = (line ?? 'false')
    .replace(/^curl /, 'curl -fsS ')
    .replace(/^npx halftone /, `"${process.execPath}" "${BIN}" `)
    .replace(/http:\/\/127\.0\.0\.1:8080\/(hook)?/, `${origin.url}/hook`)
    .replace('http://127.0.0.1:3000', system.api)
    .replace('REQUEST_ID', requestId);
  const env = { PATH: process.env.PATH, HALFTONE_URL: system.api, HALFTONE_KEY: 'htk_any' };
  return (await promisify(execFile)('sh', ['-c', command], { cwd: folder, env })).stdout;
}

test("the README's walk-through with curl works as it stands there", async () => {
  const [upload, status, download, withWebhook] = await linesOf('README.md', 'curl ');
  const { requestId } = JSON.parse(await run(upload));
  await completed(system.api, requestId);
  expect(JSON.parse(await run(status, requestId))).toMatchObject({
    requestId,
    status: 'completed',
    progress: 100,
  });
  expect(await run(download, requestId)).toContain('Output Image URLs');
  const { requestId: told } = JSON.parse(await run(withWebhook));
  await waitFor('the webhook', () => received.some((body) => body.includes(told)));
});

test.each(['docs/webhooks.md', 'docs/api-keys.md'])(
  'every curl of %s works as it stands there',
  async (document) => {
    const lines = await linesOf(document, 'curl ');
    expect(lines).not.toEqual([]);
    for (const line of lines) expect(JSON.parse(await run(line)), line).toEqual(expect.any(Object));
  },
);

test.each(['README.md', 'packages/cli/README.md', 'docs/api-keys.md'])(
  'every npx halftone of %s works as it stands there',
  async (document) => {
    const { requestId } = JSON.parse(
      await run('curl -F file=@catalogue.csv http://127.0.0.1:3000/api/upload'),
    );
    await completed(system.api, requestId);
    const lines = await linesOf(document, 'npx halftone ');
    expect(lines).not.toEqual([]);
    for (const line of lines) expect(await run(line, requestId), line).not.toBe('');
  },
);
