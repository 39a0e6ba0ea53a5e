import { Held } from '@halftone/outbound';
import { receiverAt } from './receiver-url.ts';

/** Takes a slot for the receiver, given back when disposed of, however often; null when it has none free, nor soon. */
export type TakeSlot = (receiver: string) => Promise<Disposable | null>;

/** A receiver that gave back no slot for this long is slow, and nobody waits here for one of its own. */
const PATIENCE_MS = 250;

type Waiter = { take: (slot: Disposable | null) => void; until: number };
type Receiver = { taken: number; freedAt: number; waiting: Waiter[]; isWatched: boolean };

/**
 * Limits how many deliveries to one receiver are in flight at once. One that finds no slot waits for a moment if the receiver
 * keeps up, and otherwise goes back to the log, so that a receiver that does not answer leaves room for all the others.
 * @param now a clock in milliseconds
 */
export function receiverSlots(limit: number, now: () => number = () => performance.now()): TakeSlot {
  const receivers = new Map<string, Receiver>();

  const giveBack = (origin: string, receiver: Receiver) => {
    receiver.freedAt = now();
    const next = receiver.waiting.shift();
    if (next) return next.take(new Held(() => giveBack(origin, receiver)));
    receiver.taken -= 1;
    if (receiver.taken === 0) receivers.delete(origin);
  };
  return async (address) => {
    const { origin } = receiverAt(address);
    const receiver = receivers.get(origin) ?? { taken: 0, freedAt: now(), waiting: [], isWatched: false };
    receivers.set(origin, receiver);
    if (receiver.taken < limit) {
      receiver.taken += 1;
      return new Held(() => giveBack(origin, receiver));
    }
    return now() - receiver.freedAt > PATIENCE_MS ? null : waitFor(receiver);
  };
}

function waitFor(receiver: Receiver): Promise<Disposable | null> {
  const { promise, resolve } = Promise.withResolvers<Disposable | null>();
  receiver.waiting.push({ take: resolve, until: performance.now() + PATIENCE_MS });
  watch(receiver);
  return promise;
}

/** Has those give up who have waited too long: one timer for all of them, since nearly none of them does. */
function watch(receiver: Receiver): void {
  const [first] = receiver.waiting;
  if (receiver.isWatched || !first) return;
  receiver.isWatched = true;
  const look = () => {
    receiver.isWatched = false;
    for (const now = performance.now(); (receiver.waiting[0]?.until ?? Infinity) <= now; ) {
      receiver.waiting.shift()?.take(null);
    }
    watch(receiver);
  };
  // It may find nobody any more, for whom the process would stay.
  setTimeout(look, first.until - performance.now()).unref();
}
