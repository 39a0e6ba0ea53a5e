import { createPlaces, type TurnLimits } from './guard/places.ts';

/**
 * Who may talk to which origin when. Origins take turns, so that one with a long queue or slow answers holds up
 * nobody but itself: a request waiting for its own origin occupies none of the places that others could use.
 */
export type Turns = {
  /** Resolves with the turn; disposing it gives the place to the next. Rejects with the signal's reason. */
  take(origin: string, options?: { urgent?: boolean; signal?: AbortSignal }): Promise<Disposable>;
};

type Waiter = { start: () => void };
/** Those who wait, by origin; the order of the map is the order of turns. */
type Line = Map<string, Waiter[]>;

export function createTurns(limits: TurnLimits): Turns {
  const places = createPlaces(limits);
  const lines: { urgent: Line; others: Line } = { urgent: new Map(), others: new Map() };

  const next = () =>
    (places.areLeft(true) && shiftNext(lines.urgent, places.areLeftAt)) ||
    (places.areLeft(false) && shiftNext(lines.others, places.areLeftAt));
  const serve = () => {
    for (let waiter = next(); waiter; waiter = next()) waiter.start();
  };

  return {
    take(origin, { urgent = false, signal } = {}) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      // Whoever waits does so because there is no place for it, so nobody is passed over.
      if (places.areLeft(urgent) && places.areLeftAt(origin)) {
        return Promise.resolve(places.take(origin, urgent, serve));
      }
      const line = urgent ? lines.urgent : lines.others;
      return new Promise((resolve, reject) => {
        const giveUp = () => {
          leave(line, origin, waiter);
          reject(signal?.reason);
        };
        const start = () => {
          signal?.removeEventListener('abort', giveUp);
          resolve(places.take(origin, urgent, serve));
        };
        const waiter = { start };
        signal?.addEventListener('abort', giveUp, { once: true });
        line.set(origin, [...(line.get(origin) ?? []), waiter]);
        serve();
      });
    },
  };
}

/** Takes the first waiter of the first origin with room, and sends that origin to the end of the line. */
function shiftNext(line: Line, hasRoom: (origin: string) => boolean): Waiter | undefined {
  for (const [origin, waiters] of line) {
    const [first, ...others] = waiters;
    if (!first || !hasRoom(origin)) continue;
    line.delete(origin);
    if (others.length > 0) line.set(origin, others);
    return first;
  }
  return undefined;
}

function leave(line: Line, origin: string, waiter: Waiter): void {
  const others = (line.get(origin) ?? []).filter((other) => other !== waiter);
  if (others.length > 0) line.set(origin, others);
  else line.delete(origin);
}
