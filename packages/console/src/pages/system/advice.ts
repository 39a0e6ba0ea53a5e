import type { Consumer } from '../../api/shapes.ts';

/** What the lag of a consumer means. */
export type Advice = 'never' | 'stuck' | 'repeating' | 'working' | 'idle';

/** Whoever has work to do and takes none of it for so long is most likely not there. */
const STUCK_AFTER_MS = 30_000;

/** What a consumer is doing, as far as its lag tells. */
export function adviceOf({ lag }: Pick<Consumer, 'lag'>, now: number): Advice {
  if (!lag) return 'never';
  const { pending, unacknowledged, redelivered, oldestAt, deliveredAt } = lag;
  if (pending + unacknowledged === 0) return 'idle';
  const isOld = (time: string | null) => time === null || now - Date.parse(time) > STUCK_AFTER_MS;
  if (pending > 0 && isOld(deliveredAt) && isOld(oldestAt)) return 'stuck';
  return redelivered > 0 ? 'repeating' : 'working';
}

/** Those that are stuck stand first, then by how much waits. */
export function byUrgency(consumers: readonly Consumer[], now: number): Consumer[] {
  const waiting = ({ lag }: Consumer) => (lag ? lag.pending + lag.unacknowledged : 0);
  const isStuck = (consumer: Consumer) => (adviceOf(consumer, now) === 'stuck' ? 1 : 0);
  return consumers.toSorted((a, b) => isStuck(b) - isStuck(a) || waiting(b) - waiting(a));
}
