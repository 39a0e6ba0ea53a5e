import { expect, test } from 'vitest';
import { createBufferPool } from './buffer-pool.ts';

const MIB = 1024 * 1024;

/** Borrows a buffer of that size and gives it back. */
function use(pool: ReturnType<typeof createBufferPool>, bytes: number): Buffer {
  const borrowed = pool.borrow();
  const buffer = borrowed.allocate(bytes);
  borrowed.giveBack();
  return buffer;
}

test.for([0, 1, 400_000, 30 * MIB])('a buffer for %i bytes has room for them', (bytes) => {
  expect(createBufferPool().borrow().allocate(bytes).length).toBeGreaterThanOrEqual(bytes);
});

test('what was given back is used for the next file of about that size', () => {
  const pool = createBufferPool();
  const first = use(pool, 400_000);
  expect(pool.borrow().allocate(390_000)).toBe(first);
});

test('nobody is given what another has', () => {
  const pool = createBufferPool();
  const first = pool.borrow().allocate(400_000);
  expect(pool.borrow().allocate(400_000)).not.toBe(first);
});

test('what is given back twice is handed out once', () => {
  const pool = createBufferPool();
  const borrowed = pool.borrow();
  const first = borrowed.allocate(400_000);
  borrowed.giveBack();
  borrowed.giveBack();
  const next = pool.borrow();
  expect(next.allocate(400_000)).toBe(first);
  expect(next.allocate(400_000)).not.toBe(first);
});

test.for([
  ['smaller', 300_000, 400_000],
  ['far larger', 2_000_000, 400_000],
] as const)('a buffer that is %s than needed is left for others', ([_, given, needed]) => {
  const pool = createBufferPool();
  const first = use(pool, given);
  expect(pool.borrow().allocate(needed)).not.toBe(first);
});

test('no more than 8 MB stand about unused', () => {
  const pool = createBufferPool();
  const borrowed = pool.borrow();
  const all = new Set(Array.from({ length: 40 }, () => borrowed.allocate(MIB)));
  borrowed.giveBack();
  const later = pool.borrow();
  const kept = Array.from({ length: 40 }, () => later.allocate(MIB)).filter((buffer) => all.has(buffer));
  expect(kept).toHaveLength(8);
});

test('the buffer of a huge file is not kept', () => {
  const pool = createBufferPool();
  const huge = use(pool, 30 * MIB);
  expect(pool.borrow().allocate(30 * MIB) === huge).toBe(false);
});

test('of several that a file outgrew all but the last can be used by others at once', () => {
  const pool = createBufferPool();
  const borrowed = pool.borrow();
  const outgrown = borrowed.allocate(400_000);
  const last = borrowed.allocate(800_000);
  borrowed.keepOnly(last.subarray(0, 700_000));
  const others = pool.borrow();
  expect(others.allocate(400_000) === outgrown).toBe(true);
  expect(others.allocate(800_000) === last).toBe(false);
  borrowed.giveBack();
  expect(others.allocate(800_000) === last).toBe(true);
});
