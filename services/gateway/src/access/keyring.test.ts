import { hash, timingSafeEqual } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { createKeyring, KEY_ENTRY } from './keyring.ts';

// Only watched; it does what it does.
vi.mock('node:crypto', { spy: true });

const entry = (name: string, key: string) => `${name}:${hash('sha256', key)}`;

test('a key has the name of its entry, and two keys may have the same', () => {
  const keys = createKeyring([entry('shop', 'old'), entry('shop', 'new'), entry('stall', 'other')]);
  expect(['old', 'new', 'other'].map(keys)).toEqual(['shop', 'shop', 'stall']);
});

test('what is no key has no name: neither another text, nor a hash, nor an entry', () => {
  const shop = entry('shop', 'key');
  const keys = createKeyring([shop]);
  for (const text of ['', 'Key', 'key ', hash('sha256', 'key'), shop, 'shop']) {
    expect(keys(text)).toBeNull();
  }
  expect(createKeyring([])('')).toBeNull();
});

test('a key of any length is compared with every entry in constant time', () => {
  const keys = createKeyring([entry('a', '1'), entry('b', '2'), entry('c', '3')]);
  for (const key of ['1', '3', 'none', 'x'.repeat(10_000)]) {
    vi.mocked(timingSafeEqual).mockClear();
    keys(key);
    expect(timingSafeEqual).toHaveBeenCalledTimes(3);
  }
});

test.each([
  'shop',
  'shop:',
  'shop:abc',
  `:${'0'.repeat(64)}`,
  `a.b:${'0'.repeat(64)}`,
  `a:${'Z'.repeat(64)}`,
])('%s is no entry', (text) => {
  expect(new RegExp(KEY_ENTRY).test(text)).toBe(false);
});
