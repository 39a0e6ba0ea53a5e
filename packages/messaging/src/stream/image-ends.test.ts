import { createLogger } from '@halftone/runtime';
import { describe, expect, it, vi } from 'vitest';
import { createImageEnds } from './image-ends.ts';

const { signal } = new AbortController();

/** A log of which the test says which images have ended in it, and a clock that the test sets. */
function imageEnds(maxImages?: number) {
  const ends: { requestId: string; imageId: string }[] = [];
  const completed = new Set<string>();
  const state = { now: 0, failures: 0, reading: Promise.resolve() };
  const reads: string[] = [];
  const log = {
    async lastEvent(_name: string, requestId: string) {
      return completed.has(requestId) ? { seq: 1 } : null;
    },
    async *imageEnds(name: string, requestId: string, from: number) {
      if (name === 'image.failed') return;
      reads.push(`${requestId} from ${from}`);
      if (state.failures > 0) {
        state.failures -= 1;
        throw new Error('NATS is away');
      }
      const held = [...ends];
      await state.reading;
      for (const [index, end] of held.entries()) {
        if (end.requestId === requestId && index + 1 >= from) yield { imageId: end.imageId, seq: index + 1 };
      }
    },
  };
  const logger = createLogger('imager', 'silent');
  const known = createImageEnds({ log, logger, now: () => state.now, ...(maxImages && { maxImages }) });
  const hasEnded = (requestId: string, imageId: string, afresh = false) =>
    known.hasEnded({ requestId, imageId }, { signal, afresh });
  return { ends, completed, state, reads, hasEnded, note: known.note };
}

describe('whether an image has ended', () => {
  it('is what the log says of it, and not of others', async () => {
    const { ends, hasEnded } = imageEnds();
    ends.push({ requestId: 'r1', imageId: 'a' });
    expect(await hasEnded('r1', 'a')).toBe(true);
    expect(await hasEnded('r1', 'b')).toBe(false);
    expect(await hasEnded('r2', 'a')).toBe(false);
  });

  it('is read once for all images of the request, and then what has come since', async () => {
    const { ends, state, reads, hasEnded } = imageEnds();
    ends.push({ requestId: 'r1', imageId: 'a' });
    await Promise.all(['a', 'b', 'c'].map((imageId) => hasEnded('r1', imageId)));
    state.now = 999;
    expect(await hasEnded('r1', 'b')).toBe(false);
    expect(reads).toEqual(['r1 from 1']);

    ends.push({ requestId: 'r1', imageId: 'b' });
    expect(await hasEnded('r1', 'b')).toBe(false);
    state.now = 1_000;
    expect(await hasEnded('r1', 'b')).toBe(true);
    expect(reads).toEqual(['r1 from 1', 'r1 from 2']);
  });

  it('is read afresh where that is asked for', async () => {
    const { ends, state, reads, hasEnded } = imageEnds();
    const { promise, resolve } = Promise.withResolvers<void>();
    state.reading = promise;
    const before = hasEnded('r1', 'a');
    await vi.waitUntil(() => reads.length === 1);
    // The reading that is under way has passed the place where this end stands.
    ends.push({ requestId: 'r1', imageId: 'a' });
    const afresh = [hasEnded('r1', 'a', true), hasEnded('r1', 'b', true)];
    resolve();
    expect(await before).toBe(false);
    expect(await Promise.all(afresh)).toEqual([true, false]);
    expect(reads).toEqual(['r1 from 1', 'r1 from 1']);
  });

  it('of a request that is complete needs no reading', async () => {
    const { completed, reads, hasEnded } = imageEnds();
    completed.add('r1');
    for (const imageId of ['a', 'b', 'c']) expect(await hasEnded('r1', imageId)).toBe(true);
    expect(reads).toEqual([]);
  });

  it('is known at once of what was published here', async () => {
    const { hasEnded, note } = imageEnds();
    expect(await hasEnded('r1', 'a')).toBe(false);
    note({ requestId: 'r1', imageId: 'a' });
    expect(await hasEnded('r1', 'a')).toBe(true);
  });

  it('waits for a log that is away', async () => {
    const { ends, state, hasEnded } = imageEnds();
    ends.push({ requestId: 'r1', imageId: 'a' });
    state.failures = 2;
    expect(await hasEnded('r1', 'a')).toBe(true);
  });

  it('is forgotten, and read again, where more images have ended than are remembered', async () => {
    const { ends, reads, hasEnded } = imageEnds(2);
    for (const requestId of ['r1', 'r2']) {
      for (const imageId of ['a', 'b', 'c']) ends.push({ requestId, imageId });
    }
    expect(await hasEnded('r1', 'a')).toBe(true);
    expect(await hasEnded('r1', 'c')).toBe(true);
    expect(await hasEnded('r2', 'c')).toBe(true);
    expect(await hasEnded('r1', 'b')).toBe(true);
    expect(reads).toEqual(['r1 from 1', 'r2 from 1', 'r1 from 1']);
  });
});
