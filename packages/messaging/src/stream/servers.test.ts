import { expect, test } from 'vitest';
import { refusalOf } from './servers.ts';

test.each([
  [{ version: [2, 12, 15] }],
  [{ version: [2, 12, 15], writtenBy: [2, 12, 15] }],
  [{ version: [2, 12, 15], writtenBy: [2, 9, 10] }],
  [{ lastSequence: 0 }],
  [{ lastSequence: 2 ** 53 - 1 }],
] as const)('a log is taken that stands so: %o', (standing) => {
  expect(refusalOf(standing)).toBeNull();
});

test.each([
  [
    [2, 9, 10],
    [2, 10, 27],
  ],
  [
    [2, 12, 14],
    [2, 12, 15],
  ],
  [
    [2, 12, 15],
    [3, 0, 0],
  ],
] as const)('a server %o is refused for a log that %o wrote', (version, writtenBy) => {
  const names = `nats-server ${version.join('.')} is older than ${writtenBy.join('.')}, which wrote the log`;
  expect(refusalOf({ version, writtenBy })).toContain(names);
});

test('a last sequence that no log reaches is told of as it is, with what to do', () => {
  // As 2.9.10 gives it for a store in which 2.10.27 has deleted a message.
  const refusal = refusalOf({ version: [2, 10, 27], lastSequence: 2 ** 62 });
  expect(refusal).toContain('ends at sequence 4611686018427387904, which no log reaches');
  expect(refusal).toContain('backup');
  expect(refusalOf({ lastSequence: 2 ** 53 })).toContain('9007199254740992');
});
