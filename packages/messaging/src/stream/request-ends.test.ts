import { type EventName, InvalidEventError } from '@halftone/contracts';
import { createLogger } from '@halftone/runtime';
import { describe, expect, it } from 'vitest';
import { createRequestEnds } from './request-ends.ts';

const { signal } = new AbortController();

/** A log of which the test says which events it holds, and a clock that the test sets. */
function requestEnds() {
  const held = new Set<EventName>();
  const state = { asked: 0, now: 0, failures: 0 };
  const lastEvent = async (name: EventName) => {
    state.asked += 1;
    if (state.failures > 0) {
      state.failures -= 1;
      throw new Error('NATS is away');
    }
    return held.has(name) ? { seq: 1 } : null;
  };
  const logger = createLogger('imager', 'silent');
  return { held, state, ends: createRequestEnds({ log: { lastEvent }, logger, now: () => state.now }) };
}

it('whether a request is deleted now is asked together, but never before it was wanted to be known', async () => {
  const answers: ((deleted: boolean) => void)[] = [];
  const lastEvent = () =>
    new Promise<{ seq: number } | null>((resolve) => {
      answers.push((isDeleted) => resolve(isDeleted ? { seq: 1 } : null));
    });
  const ends = createRequestEnds({ log: { lastEvent }, logger: createLogger('imager', 'silent') });
  const first = ends.isDeleted('r1', signal);
  // They come while the first question is under way, which may have passed the place where the event now stands.
  const later = [1, 2, 3].map(() => ends.isDeleted('r1', signal));
  const other = ends.isDeleted('r2', signal);
  answers[1]?.(false);
  expect(await other).toBe(false);
  answers[0]?.(false);
  expect(await first).toBe(false);
  await expect.poll(() => answers.length).toBe(3);
  answers[2]?.(true);
  expect(await Promise.all(later)).toEqual([true, true, true]);
});

describe('whether a request has ended', () => {
  it.each(['request.cancelled', 'request.deleted'] as const)('is known by its %s', async (name) => {
    const { held, ends } = requestEnds();
    expect(await ends.hasEnded('r1', signal)).toBe(false);
    held.add(name);
    expect(await ends.hasEnded('r2', signal)).toBe(true);
  });

  it('is asked once for all its images of a second', async () => {
    const { held, state, ends } = requestEnds();
    await Promise.all([ends.hasEnded('r1', signal), ends.hasEnded('r1', signal)]);
    state.now = 999;
    await ends.hasEnded('r1', signal);
    expect(state.asked).toBe(2);
    held.add('request.cancelled');
    state.now = 1_000;
    expect(await ends.hasEnded('r1', signal)).toBe(true);
  });

  it('is not asked again once it has', async () => {
    const { held, state, ends } = requestEnds();
    held.add('request.cancelled');
    await ends.hasEnded('r1', signal);
    state.now = 100_000;
    expect(await ends.hasEnded('r1', signal)).toBe(true);
    expect(state.asked).toBe(2);
  });

  it('waits for a log that is away', async () => {
    const { held, state, ends } = requestEnds();
    held.add('request.deleted');
    state.failures = 2;
    expect(await ends.hasEnded('r1', signal)).toBe(true);
  });
});

it('what is no event ends nothing, and nobody waits for it to become one', async () => {
  const lastEvent = () => Promise.reject(new InvalidEventError('not JSON'));
  const ends = createRequestEnds({ log: { lastEvent }, logger: createLogger('imager', 'silent') });
  const soon = AbortSignal.timeout(500);
  expect(await ends.hasEnded('r1', soon)).toBe(false);
  expect(await ends.isDeleted('r1', soon)).toBe(false);
});

it('a deletion is known at once, whatever was known before', async () => {
  const { held, ends } = requestEnds();
  expect(await ends.hasEnded('r1', signal)).toBe(false);
  expect(await ends.isDeleted('r1', signal)).toBe(false);
  held.add('request.deleted');
  expect(await ends.isDeleted('r1', signal)).toBe(true);
});
