import { fileURLToPath } from 'node:url';
import { createLogger } from '@halftone/runtime';
import { expect, it } from 'vitest';
import { BOMBS } from '../codec/bombs.fixture.ts';
import { FILES, LIMITS, RECIPE } from '../codec/images.fixture.ts';
import { createCodecPool } from './codec-pool.ts';
import { childrenOf, memoryOf } from './processes.fixture.ts';

const MIB = 1024 * 1024;
/** For each of them; beyond it the process would be ended, and the reason another. */
const LONGEST_MS = 2000;

it('bombs are refused in two seconds by the process that would decode them, without its growing', async () => {
  const files = await Promise.all(
    Object.entries(BOMBS).map(async ([name, make]) => [name, await make()] as const),
  );
  await using pool = await createCodecPool({
    entry: fileURLToPath(new URL('main.ts', import.meta.url)),
    processes: 1,
    limits: LIMITS,
    allotment: 64 * MIB,
    timeoutMs: LONGEST_MS,
    maxMemoryBytes: 2048 * MIB,
    niceness: 0,
    maxIdleBytes: 512 * MIB,
    maxImages: 1000,
    logger: createLogger('imager', 'silent'),
  });
  const unneeded = () => Promise.reject(new Error('It would have been decoded.'));
  await pool.compress(await FILES.jpeg(), RECIPE, unneeded);
  const [codec = 0] = await childrenOf(process.pid);
  const before = (await memoryOf(codec, 'VmRSS')) + (await memoryOf(process.pid, 'VmRSS'));

  for (const [name, bytes] of files) {
    const code = expect.stringMatching(/^(too_many_pixels|corrupt)$/);
    await expect(pool.compress(bytes, RECIPE, unneeded), name).rejects.toMatchObject({ code });
  }
  const after = (await memoryOf(codec, 'VmHWM')) + (await memoryOf(process.pid, 'VmRSS'));
  expect(after - before).toBeLessThan(100 * MIB);
  expect(await childrenOf(process.pid)).toEqual([codec]);
});
