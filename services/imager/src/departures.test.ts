import { expect, test, vi } from 'vitest';
import { createDepartures } from './departures.ts';

test('those that wait go on together, when it is time or they are enough', async () => {
  vi.useFakeTimers();
  try {
    const departure = createDepartures({ everyMs: 100, atMost: 3 });
    const gone: string[] = [];
    const wait = (name: string) => departure().then(() => gone.push(name));
    void wait('first');
    await vi.advanceTimersByTimeAsync(60);
    void wait('second');
    await vi.advanceTimersByTimeAsync(39);
    expect(gone).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(gone).toEqual(['first', 'second']);

    await Promise.all(['third', 'fourth', 'fifth'].map(wait));
    expect(gone).toHaveLength(5);
    void wait('sixth');
    // The time of those that were enough does not count for the next.
    await vi.advanceTimersByTimeAsync(99);
    expect(gone).toHaveLength(5);
    await vi.advanceTimersByTimeAsync(1);
    expect(gone).toHaveLength(6);
  } finally {
    vi.useRealTimers();
  }
});
