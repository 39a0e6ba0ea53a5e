import { originOf } from './receiver-url.ts';

/** Takes a slot for the receiver, given back when disposed of, however often; null when it has none free, nor soon. */
export type TakeSlot = (receiver: string) => Promise<Disposable | null>;

/** A receiver that gave back no slot for this long is slow, and nobody waits here for one of its own. */
const PATIENCE_MS = 250;

type Receiver = { taken: number; freedAt: number; waiting: ((slot: Disposable | null) => void)[] };

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
    if (next) return next(slotOf(origin, receiver));
    receiver.taken -= 1;
    if (receiver.taken === 0) receivers.delete(origin);
  };
  const slotOf = (origin: string, receiver: Receiver): Disposable => {
    let isHeld = true;
    return {
      [Symbol.dispose]() {
        if (!isHeld) return;
        isHeld = false;
        giveBack(origin, receiver);
      },
    };
  };
  return async (url) => {
    const origin = originOf(url);
    const receiver = receivers.get(origin) ?? { taken: 0, freedAt: now(), waiting: [] };
    receivers.set(origin, receiver);
    if (receiver.taken < limit) {
      receiver.taken += 1;
      return slotOf(origin, receiver);
    }
    return now() - receiver.freedAt > PATIENCE_MS ? null : waitFor(receiver);
  };
}

function waitFor(receiver: Receiver): Promise<Disposable | null> {
  const { promise, resolve } = Promise.withResolvers<Disposable | null>();
  const giveUp = setTimeout(() => {
    receiver.waiting = receiver.waiting.filter((other) => other !== take);
    resolve(null);
  }, PATIENCE_MS);
  const take = (slot: Disposable | null) => {
    clearTimeout(giveUp);
    resolve(slot);
  };
  receiver.waiting.push(take);
  return promise;
}
