import { expect, onTestFinished, test } from 'vitest';
import { type Page, pageStore } from './page-store.ts';

type Item = { id: number; state?: string };

/** A list on a server that answers when it is let to: so many items, or those whose ids are given in order. */
function listOf(length: number | number[], { pageSize = 10, pagesHeld = 3 } = {}) {
  const ids = typeof length === 'number' ? Array.from({ length }, (_, id) => id) : length;
  const asked: (string | undefined)[] = [];
  let waiting: (() => void)[] = [];
  const load = (cursor: string | undefined): Promise<Page<Item>> => {
    asked.push(cursor);
    // As the gateway does: what comes after an id, whatever was put in before.
    const rest = cursor === undefined ? ids : ids.filter((id) => id >= Number(cursor));
    const items = rest.slice(0, pageSize).map((id) => ({ id }));
    const next = rest[pageSize];
    return new Promise((resolve) =>
      waiting.push(() => resolve({ items, nextCursor: next === undefined ? null : String(next) })),
    );
  };
  const failures: unknown[] = [];
  const store = pageStore<Item>({
    load,
    pageSize,
    pagesHeld,
    changed: () => {},
    failed: (e) => failures.push(e),
  });
  onTestFinished(() => store.close());
  /** Lets the server answer until it is not asked any more. */
  const settle = async () => {
    while (waiting.length > 0) {
      const now = waiting;
      waiting = [];
      for (const answer of now) answer();
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { store, asked, settle, failures };
}

test('what is looked at is loaded, and the page after it', async () => {
  const { store, asked, settle } = listOf(100);
  store.want(0, 5);
  await settle();
  expect(asked).toEqual([undefined, '10']);
  expect(store.at(3)).toEqual({ id: 3 });
  expect(store.at(25)).toBeUndefined();
  expect([store.length(), store.complete()]).toEqual([20, false]);
});

test('a list that ends is as long as it is', async () => {
  const { store, settle } = listOf(17);
  store.want(0, 12);
  await settle();
  expect([store.length(), store.complete()]).toEqual([17, true]);
  const empty = listOf(0);
  empty.store.want(0, 0);
  await empty.settle();
  expect([empty.store.length(), empty.store.complete()]).toEqual([0, true]);
});

test('only some pages are held, and those that were let go of come back where they were', async () => {
  const { store, asked, settle } = listOf(200);
  for (let page = 0; page < 15; page += 1) {
    store.want(page * 10, page * 10 + 9);
    await settle();
  }
  const held = Array.from({ length: 20 }, (_, page) => store.at(page * 10)).filter(Boolean);
  expect(held).toHaveLength(3);
  expect(store.at(0)).toBeUndefined();
  asked.length = 0;
  store.want(20, 29);
  await settle();
  expect(store.at(25)).toEqual({ id: 25 });
  expect(asked).toEqual(['20', '30']);
});

test('an item is changed where it stands', async () => {
  const { store, settle } = listOf(30);
  store.want(0, 0);
  await settle();
  store.update(
    ({ id }) => id === 4,
    (item) => ({ ...item, state: 'failed' }),
  );
  expect(store.at(4)).toEqual({ id: 4, state: 'failed' });
});

test('loading again keeps what is shown meanwhile', async () => {
  const { store, asked, settle } = listOf(30);
  store.want(0, 0);
  await settle();
  asked.length = 0;
  store.refresh();
  expect(store.at(4)).toEqual({ id: 4 });
  await settle();
  expect(asked).toEqual([undefined, '10']);
});

test('what is put into the list is found, wherever the reader was meanwhile', async () => {
  const ids = Array.from({ length: 60 }, (_, index) => index * 10);
  const { store, settle } = listOf(ids, { pagesHeld: 20 });
  for (let page = 0; page < 6; page += 1) {
    store.want(page * 10, page * 10 + 9);
    await settle();
  }
  ids.push(...Array.from({ length: 25 }, (_, index) => index * 10 + 5));
  ids.sort((a, b) => a - b);
  store.want(0, 9);
  store.refresh();
  await settle();
  for (let page = 0; page < 9; page += 1) {
    store.want(page * 10, page * 10 + 9);
    await settle();
  }
  expect(Array.from({ length: store.length() }, (_, index) => store.at(index)?.id)).toEqual(ids);
});
