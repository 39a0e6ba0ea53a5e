import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LANGUAGES } from './languages.ts';
import { runCommand } from './run-command.ts';
import { type Stage, stageForTest } from './stage.ts';

let folder: string;
let stage: Stage;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halftone-clients-'));
  stage = await stageForTest(folder);
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const STEPS = ['uploaded', 'followed', 'listed', 'csv', 'zip', 'deliveries', 'refused'];

test('openapi-fetch, with the types that openapi-typescript writes, walks through the API', async () => {
  const language = LANGUAGES.find(({ name }) => name === 'openapi-fetch');
  const place = join(folder, 'openapi-fetch');
  await mkdir(place);
  const walk = await language?.build(place);
  const env = { HALFTONE_URL: stage.api, CATALOGUE: stage.catalogue, WEBHOOK_URL: stage.webhookUrl };
  const said = await runCommand({ command: 'false', args: [], ...walk, env });
  expect(said.trim().split('\n')).toEqual(STEPS.map((step) => expect.stringMatching(`^${step} `)));
});

test('the Postman collection runs as a whole', async () => {
  await mkdir(join(folder, 'samples'));
  await cp(stage.catalogue, join(folder, 'samples/catalogue.csv'));
  const newman = createRequire(import.meta.url).resolve('newman/bin/newman.js');
  const collection = join(import.meta.dirname, '../../docs/halftone.postman_collection.json');
  const variables = { baseUrl: stage.api, webhookUrl: stage.webhookUrl };
  const given = Object.entries(variables).flatMap(([name, value]) => ['--env-var', `${name}=${value}`]);
  const said = await runCommand({
    command: process.execPath,
    args: [
      '--no-deprecation',
      newman,
      'run',
      collection,
      '--working-dir',
      folder,
      '--color',
      'off',
      ...given,
    ],
  });
  // The last request, which nothing was to be skipped for.
  expect(said).toMatch(/DELETE \S+\/v1\/requests\/[\w-]{36} \[20[24]/);
  expect(said).toMatch(/POST \S+\/v1\/deliveries\/msg_[\w-]{36}\/redeliver \[202/);
});
