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
