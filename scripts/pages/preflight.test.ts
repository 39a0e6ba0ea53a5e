import { expect, test } from 'vitest';
import { en } from '../../packages/console/src/words/en.ts';
import { FINDINGS } from '../../services/gateway/src/preflight/findings.ts';

test('the console has words for everything that a probe can find out about a host', () => {
  const worded = Object.keys(en).filter((key) => key.startsWith('finding.'));
  expect(worded).toEqual(Object.keys(FINDINGS).map((code) => `finding.${code}`));
});
