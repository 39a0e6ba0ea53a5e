import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { PRIMARIES } from '../../colour/primaries.ts';
import { avif } from './avif.ts';

it('where no box says what the colours are, the header of AV1 does', async () => {
  const bytes = await readFile(new URL('../../codec/cases/p3green.avif', import.meta.url));
  expect(avif(bytes).colour?.primaries).toBe(PRIMARIES[12]);
  bytes.write('free', bytes.indexOf('colrnclx'), 'latin1');
  expect(avif(bytes).colour?.primaries).toBe(PRIMARIES[12]);
});
