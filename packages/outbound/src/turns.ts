/**
 * Who may talk to which origin when. Origins take turns, so that one with a long queue or slow answers holds up
 * nobody but itself: a request waiting for its own origin occupies none of the places that others could use.
 */
export type Turns = {
  /** Resolves with the turn; disposing it gives the place to the next. Rejects with the signal's reason. */
  take(origin: string, options?: { urgent?: boolean; signal?: AbortSignal }): Promise<Disposable>;
};

export type TurnLimits = {
  /** Requests at a time. */
  total: number;
  /** Requests at a time to one origin. */
  perOrigin: number;
  /** Of the total, how many only urgent requests may use. */
  reservedForUrgent: number;
};

type Waiter = { urgent: boolean; start: () => void };
/** Those who wait, by origin; the order of the map is the order of turns. */
type Line = Map<string, Waiter[]>;

export function createTurns({ total, perOrigin, reservedForUrgent }: TurnLimits): Turns {
  const lines = { urgent: new Map() as Line, others: new Map() as Line };
  const active = new Map<string, number>();
  let running = 0;
  let runningOthers = 0;

  const hasRoom = (origin: string) => (active.get(origin) ?? 0) < perOrigin;
  const next = () => {
    if (running >= total) return undefined;
    const mayServeOthers = runningOthers < total - reservedForUrgent;
    return (
      shiftNext(lines.urgent, hasRoom) ?? (mayServeOthers ? shiftNext(lines.others, hasRoom) : undefined)
    );
  };
  const serve = () => {
    for (let waiter = next(); waiter; waiter = next()) waiter.start();
  };
  const begin = (origin: string, urgent: boolean): Disposable => {
    active.set(origin, (active.get(origin) ?? 0) + 1);
    running += 1;
    if (!urgent) runningOthers += 1;
    let ended = false;
    return {
      [Symbol.dispose]() {
        if (ended) return;
        ended = true;
        const left = (active.get(origin) ?? 1) - 1;
        if (left === 0) active.delete(origin);
        else active.set(origin, left);
        running -= 1;
        if (!urgent) runningOthers -= 1;
        serve();
      },
    };
  };

  return {
    take(origin, { urgent = false, signal } = {}) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      const line = urgent ? lines.urgent : lines.others;
      return new Promise((resolve, reject) => {
        const giveUp = () => {
          leave(line, origin, waiter);
          reject(signal?.reason);
        };
        const waiter: Waiter = {
          urgent,
          start() {
            signal?.removeEventListener('abort', giveUp);
            resolve(begin(origin, urgent));
          },
        };
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
