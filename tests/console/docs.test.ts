import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Stage, stageForTest } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await stageForTest();
});
afterAll(() => stage[Symbol.asyncDispose]());

test('a browser shows the API at /docs, and asks no other host for anything', async () => {
  await using visit = await stage.visit('/docs');
  await visit.page.getByText('Submit a catalogue').waitFor();
  expect(await visit.page.title()).toBe('Halftone API');
});
