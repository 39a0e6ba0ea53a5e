import { originOf } from './receiver-url.ts';

/** Takes a slot for the receiver, given back when disposed of; null when the receiver has none free. */
export type TakeSlot = (receiver: string) => Disposable | null;

/**
 * Limits how many deliveries to one receiver are in hand at once. A delivery that finds no slot goes back to the log
 * for a moment instead of waiting here, so that a receiver that does not answer leaves room for all the others.
 */
export function receiverSlots(limit: number): TakeSlot {
  const inHand = new Map<string, number>();
  return (receiver) => {
    const origin = originOf(receiver);
    const taken = inHand.get(origin) ?? 0;
    if (taken >= limit) return null;
    inHand.set(origin, taken + 1);
    return {
      [Symbol.dispose]() {
        const left = (inHand.get(origin) ?? 1) - 1;
        if (left > 0) inHand.set(origin, left);
        else inHand.delete(origin);
      },
    };
  };
}
