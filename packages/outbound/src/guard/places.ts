import { Held } from './held.ts';

export type TurnLimits = {
  /** Requests at a time. */
  total: number;
  /** Requests at a time to one origin. */
  perOrigin: number;
  /** Of the total, how many only urgent requests may use. */
  reservedForUrgent: number;
};

/** Counts who is at work. */
export type Places = {
  /** Whether there is a place at all for a request of this urgency. */
  areLeft(urgent: boolean): boolean;
  /** Whether the origin may have one more. */
  areLeftAt(origin: string): boolean;
  /** Takes a place; disposing gives it back, once, and then calls `left`. */
  take(origin: string, urgent: boolean, left: () => void): Disposable;
};

export function createPlaces({ total, perOrigin, reservedForUrgent }: TurnLimits): Places {
  const taken = new Map<string, number>();
  let urgentOnes = 0;
  let others = 0;
  const count = (origin: string, urgent: boolean, by: 1 | -1) => {
    const atOrigin = (taken.get(origin) ?? 0) + by;
    if (atOrigin === 0) taken.delete(origin);
    else taken.set(origin, atOrigin);
    if (urgent) urgentOnes += by;
    else others += by;
  };

  return {
    areLeft: (urgent) => urgentOnes + others < total && (urgent || others < total - reservedForUrgent),
    areLeftAt: (origin) => (taken.get(origin) ?? 0) < perOrigin,
    take(origin, urgent, left) {
      count(origin, urgent, 1);
      return new Held(() => {
        count(origin, urgent, -1);
        left();
      });
    },
  };
}
