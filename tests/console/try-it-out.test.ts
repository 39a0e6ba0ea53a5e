import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { originForTest, waitFor } from '@halftone/local-stack/testing';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stage, stageForTest } from './stage.ts';

let stage: Stage;
let folder: string;
let catalogue: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'halftone-docs-'));
  catalogue = join(folder, 'catalogue.csv');
  stage = await stageForTest();
});
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Opens an operation, and executes it as it is, with the catalogue where a file is asked for. */
async function execute(page: Page, operationId: string): Promise<{ status: number; body: unknown }> {
  const block: Locator = page.locator(`.opblock[id$="-${operationId}"]`);
  await block.locator('.opblock-summary-control').click();
  const button = block.locator('button.execute');
  await button.waitFor();
  // What a body is made of comes after the button, and nothing is sent without the file.
  const body = block.locator('.opblock-section-request-body');
  if ((await body.count()) > 0) await body.locator('input, textarea').first().waitFor();
  const file = block.locator('input[type=file]');
  if ((await file.count()) > 0) await file.setInputFiles(catalogue);
  await button.scrollIntoViewIfNeeded();
  const answered = page.waitForResponse((response) => response.request().resourceType() === 'fetch');
  await button.click();
  const response = await answered;
  return { status: response.status(), body: await response.json().catch(() => null) };
}

test('Execute uploads a catalogue as the page is opened, and no option is made up', async () => {
  await using origin = await originForTest({ '/mug.jpg': (_request, answer) => answer.end('no picture') });
  await writeFile(catalogue, `S. No.,Product Name,Input Image URLs\n1,Mug,${origin.url}/mug.jpg\n`);
  await using visit = await stage.visit('/docs');
  await visit.page.locator('.opblock').first().waitFor();
  for (const [operationId, status] of [
    ['uploadCatalogue', 202],
    ['uploadCatalogueForRequestId', 200],
    ['createRequest', 202],
    ['createRequestFromJson', 202],
    ['createRequestFromFile', 202],
    ['checkCatalogue', 200],
  ] as const) {
    const answer = await execute(visit.page, operationId);
    expect(answer.status, operationId).toBe(status);
    if (operationId !== 'createRequest') continue;
    expect(answer.body).toMatchObject({
      recipe: { quality: 50, format: 'same', effort: 'balanced', keepMetadata: false },
    });
    expect(answer.body).not.toHaveProperty('webhookUrl');
    expect(answer.body).not.toHaveProperty(['recipe', 'maxWidth']);
    expect(answer.body).not.toHaveProperty(['recipe', 'targetRatio']);
  }
});

test('Execute asks for the newest request that is complete, without an id typed in', async () => {
  const requests = async () => {
    const answer = await fetch(`${stage.system.api}/v1/requests?status=completed&limit=1`);
    return ((await answer.json()) as { items: { id: string }[] }).items;
  };
  const [newest] = await waitFor('a request to be complete', async () => {
    const items = await requests();
    return items.length > 0 && items;
  });
  await using visit = await stage.visit('/docs');
  await visit.page.locator('.opblock').first().waitFor();
  const answer = await execute(visit.page, 'getRequest');
  expect(answer).toMatchObject({ status: 200, body: { status: 'completed', id: expect.any(String) } });
  expect(newest?.id).toMatch(/^[\w-]{36}$/);
});
