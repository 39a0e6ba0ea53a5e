import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { readBody } from './body.ts';

const MAX_BYTES = 1_000_000;
const headers = (length?: number) => ({ length: length?.toString(), coding: undefined });

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** What is alive in the heap and beside it. */
function bytesInUse(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe('a body', () => {
  it('that comes byte by byte takes no more memory than its bytes', async () => {
    const count = 200_000;
    const before = bytesInUse();
    let growth = 0;
    const drip = function* () {
      for (let sent = 0; sent < count; sent++) yield Buffer.of(sent % 251);
      growth = bytesInUse() - before;
    };
    const bytes = await readBody(Readable.from(drip()), headers(), MAX_BYTES);
    expect(growth).toBeLessThan(10 * count);
    expect(bytes.every((byte, at) => byte === at % 251)).toBe(true);
    expect(bytes).toHaveLength(count);
  });

  it.each([
    ['that is as long as its server said', 300_000, 300_000],
    ['of unknown length', 300_000, undefined],
    ['as long as the limit', MAX_BYTES, undefined],
    ['of no bytes', 0, undefined],
    ['shorter than its server said', 10, 300_000],
  ])('%s is held in a buffer of its own length', async (_what, count, declared) => {
    const chunks = Array.from({ length: 10 }, (_, index) => Buffer.alloc(count / 10, index));
    const bytes = await readBody(Readable.from(chunks), headers(declared), MAX_BYTES);
    expect(bytes.equals(Buffer.concat(chunks))).toBe(true);
    expect(bytes.buffer.byteLength).toBe(count);
  });

  it('that is longer than its server said is read to its end', async () => {
    const chunks = [Buffer.from('all '), Buffer.from('of it')];
    expect((await readBody(Readable.from(chunks), headers(3), MAX_BYTES)).toString()).toBe('all of it');
  });

  it('that is longer than the limit is refused', async () => {
    const body = Readable.from([Buffer.alloc(MAX_BYTES), Buffer.alloc(1)]);
    await expect(readBody(body, headers(), MAX_BYTES)).rejects.toMatchObject({ code: 'too_large' });
  });
});
