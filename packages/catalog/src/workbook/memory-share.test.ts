import { expect, test } from 'vitest';
import { memoryShare } from './memory-share.ts';

const MIB = 1024 * 1024;

test('workbooks that would take too much together wait for one another, in the order of asking', async () => {
  const begun: string[] = [];
  const ask = (name: string, mib: number) =>
    memoryShare(mib * MIB).then((share) => {
      begun.push(name);
      return share;
    });
  const large = await ask('large', 1000);
  const second = ask('second', 100);
  const third = ask('third', 30);
  const fourth = ask('fourth', 100);
  await Promise.resolve();
  expect(begun).toEqual(['large']);

  large[Symbol.dispose]();
  (await second)[Symbol.dispose]();
  (await third)[Symbol.dispose]();
  (await fourth)[Symbol.dispose]();
  expect(begun).toEqual(['large', 'second', 'third', 'fourth']);
});
