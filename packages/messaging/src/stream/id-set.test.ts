import { hash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createIdSet } from './id-set.ts';

const idOf = (n: number) => hash('sha256', String(n)).slice(0, 32);

test('it holds what was added, and nothing else, through all its growth', () => {
  const ids = createIdSet();
  for (let n = 0; n < 5_000; n++) {
    ids.add(idOf(n));
    ids.add(idOf(n));
  }
  expect(ids.size).toBe(5_000);
  for (let n = 0; n < 5_000; n++) expect(ids.has(idOf(n))).toBe(true);
  for (let n = 5_000; n < 10_000; n++) expect(ids.has(idOf(n))).toBe(false);
});

test('ids that begin alike, are zeros or no hash are told apart', () => {
  const alike = Array.from(
    { length: 64 },
    (_, n) => `deadbeef${n.toString(16).padStart(8, '0')}${'0'.repeat(16)}`,
  );
  const names = [...alike, '0'.repeat(32), 'image-1', 'image-2', ''];
  const ids = createIdSet();
  for (const [count, name] of names.entries()) {
    expect(ids.has(name)).toBe(false);
    ids.add(name);
    expect(ids.has(name)).toBe(true);
    expect(ids.size).toBe(count + 1);
  }
});
