import { originForTest } from '@halftone/local-stack/testing';
import { expect, test } from 'vitest';
import { fetchOutputs } from './fetch-outputs.ts';

const { signal } = new AbortController();
const bytes = (text: string) => new TextEncoder().encode(text);

test('an object is read at its public address or, where there is one, inside', async () => {
  await using inside = await originForTest({
    '/bucket/r/1%20a.jpg': (_request, answer) => answer.end('inside'),
  });
  await using outside = await originForTest({ '/r/1.jpg': (_request, answer) => answer.end('outside') });
  const output = { key: 'r/1 a.jpg', url: `${outside.url}/r/1.jpg` };
  expect(await fetchOutputs(undefined)(signal)(output)).toEqual(bytes('outside'));
  expect(await fetchOutputs(`${inside.url}/bucket`)(signal)(output)).toEqual(bytes('inside'));
});

test.each([404, 410])('an object for which the store answers %i is gone', async (status) => {
  await using store = await originForTest({ '*': (_request, answer) => answer.writeHead(status).end() });
  expect(await fetchOutputs(undefined)(signal)({ key: 'k', url: `${store.url}/k` })).toBeNull();
});

test('a store that fails once is asked again', async () => {
  let asked = 0;
  await using store = await originForTest({
    '*': (_request, answer) => (++asked === 1 ? answer.writeHead(503).end() : answer.end('here')),
  });
  expect(await fetchOutputs(undefined)(signal)({ key: 'k', url: `${store.url}/k` })).toEqual(bytes('here'));
});

test('a store that is away is reported as that', async () => {
  const store = await originForTest({});
  await store[Symbol.asyncDispose]();
  await expect(fetchOutputs(undefined)(signal)({ key: 'k', url: `${store.url}/k` })).rejects.toMatchObject({
    code: 'storage_unavailable',
  });
});

test('a store that lets nobody read is reported as one that is away, and not as missing images', async () => {
  await using store = await originForTest({ '*': (_request, answer) => answer.writeHead(403).end() });
  await expect(fetchOutputs(undefined)(signal)({ key: 'k', url: `${store.url}/k` })).rejects.toMatchObject({
    code: 'storage_unavailable',
  });
});
