/** Whether a trigger surely has no attempt yet, so that the log need not be asked. */
export type Unattempted = (trigger: number, deliveries: number) => boolean;

/** As many as may be redelivered after NATS was killed, which forgets a moment of what was acknowledged. */
const REMEMBERED = 10_000;

/**
 * What came into the log since this process runs, is delivered for the first time, and was not in flight here before. The
 * count of deliveries alone says nothing: it starts again with the consumer.
 * @param since the last sequence of the log when the process started
 */
export function createUnattempted(since: number): Unattempted {
  const taken = new Set<number>();
  return (trigger, deliveries) => {
    if (trigger <= since || deliveries > 1 || taken.has(trigger)) return false;
    taken.add(trigger);
    if (taken.size > REMEMBERED) forgetOldest(taken);
    return true;
  };
}

function forgetOldest(taken: Set<number>): void {
  const [oldest] = taken;
  if (oldest !== undefined) taken.delete(oldest);
}
