import { expect, test } from 'vitest';
import { coalesce } from './coalesce.ts';

/** Questions that are answered when the test says so. */
function questions() {
  const asked: { key: string; answer(value: string): void; fail(error: Error): void }[] = [];
  const ask = coalesce((key: string) => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    asked.push({ key, answer: resolve, fail: reject });
    return promise;
  });
  return { ask, asked };
}

test('a caller that comes while a question is in flight shares the next one, and not the one that was asked before', async () => {
  const { ask, asked } = questions();
  const first = ask('r1');
  const later = [ask('r1'), ask('r1')];
  expect(asked).toHaveLength(1);
  asked[0]?.answer('before');
  expect(await first).toBe('before');
  asked[1]?.answer('after');
  expect(await Promise.all(later)).toEqual(['after', 'after']);
  expect(asked).toHaveLength(2);
});

test('a question that fails does not keep the next one from being asked', async () => {
  const { ask, asked } = questions();
  const first = ask('r1');
  const later = ask('r1');
  asked[0]?.fail(new Error('away'));
  await expect(first).rejects.toThrow('away');
  asked[1]?.answer('back');
  expect(await later).toBe('back');
});

test('questions about different things do not wait for one another', async () => {
  const { ask, asked } = questions();
  const one = ask('r1');
  const other = ask('r2');
  asked[1]?.answer('other');
  expect(await other).toBe('other');
  asked[0]?.answer('one');
  expect(await one).toBe('one');
  const again = ask('r1');
  asked[2]?.answer('again');
  expect(await again).toBe('again');
});
