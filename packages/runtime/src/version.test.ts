import { expect, test } from 'vitest';
import { isOlder, versionIn } from './version.ts';

test.each([
  ['nats-server: v2.9.10', [2, 9, 10]],
  ['2.11.0-RC.1', [2, 11, 0]],
  ['something else', undefined],
])('%s is version %o', (text, version) => {
  expect(versionIn(text)).toEqual(version);
});

test.each([
  [[2, 9, 10], [2, 10, 0], true],
  [[2, 12, 15], [2, 12, 16], true],
  [[2, 12, 15], [2, 12, 15], false],
  [[2, 10, 0], [2, 9, 25], false],
  [[3, 0, 0], [2, 15, 3], false],
] as const)('%o is older than %o: %s', (version, than, expected) => {
  expect(isOlder(version, than)).toBe(expected);
});
