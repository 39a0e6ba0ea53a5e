import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { originForTest, systemForTest, waitFor } from '@halftone/local-stack/testing';
import { expect, test } from 'vitest';
import { catalogue, completed } from './client.ts';
import { picture, serve } from './pictures.ts';

const README = join(import.meta.dirname, '..', '..', 'README.md');

/** The `curl` lines of the README's walk-through, in their order. */
async function curlLines(): Promise<string[]> {
  const readme = await readFile(README, 'utf8');
  return readme.split('\n').filter((line) => line.startsWith('curl '));
}

test("the README's walk-through with curl works as it stands there", async () => {
  await using system = await systemForTest();
  const received: string[] = [];
  await using origin = await originForTest({
    '/mug.jpg': serve(await picture(11)),
    '/hook': async (request, response) => {
      received.push(await text(request));
      response.writeHead(204).end();
    },
  });
  const folder = await mkdtemp(join(tmpdir(), 'halftone-readme-'));
  const sample = join(folder, 'sample.csv');
  await writeFile(sample, catalogue([[`${origin.url}/mug.jpg`]]));

  const run = async (line: string | undefined, requestId = ''): Promise<string> => {
    const command = (line ?? 'false')
      .replace('.halftone/sample.csv', sample)
      .replace('http://127.0.0.1:8080/hook', `${origin.url}/hook`)
      .replace('http://127.0.0.1:3000', system.api)
      .replace('REQUEST_ID', requestId);
    return (await promisify(execFile)('sh', ['-c', command])).stdout;
  };
  const [upload, status, download, withWebhook] = await curlLines();
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
  await rm(folder, { recursive: true });
});
