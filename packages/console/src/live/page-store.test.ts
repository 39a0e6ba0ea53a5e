import { expect, onTestFinished, test } from 'vitest';
import { type Page, pageStore } from './page-store.ts';

type Item = { id: number; state?: string };

/** A list of so many items on a server that answers when it is let to. */
function listOf(length: number, { pageSize = 10, pagesHeld = 3 } = {}) {
  const asked: (string | undefined)[] = [];
  let waiting: (() => void)[] = [];
  const load = (cursor: string | undefined): Promise<Page<Item>> => {
    asked.push(cursor);
    const from = Number(cursor ?? 0);
    const items = Array.from({ length: Math.min(pageSize, length - from) }, (_, index) => ({
      id: from + index,
    }));
    const next = from + pageSize;
    return new Promise((resolve) =>
      waiting.push(() => resolve({ items, nextCursor: next < length ? String(next) : null })),
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
