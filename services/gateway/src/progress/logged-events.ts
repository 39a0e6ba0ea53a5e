import { EVENT_NAMES, type EventName } from '@halftone/contracts';
import type { EventLog, Logged } from '@halftone/messaging';

/** What tells of a request as a whole: all but what happens to single products and images. */
export const MILESTONES: readonly EventName[] = EVENT_NAMES.filter(
  (name) => !/^(product|image)\./.test(name),
);

export type LogPage = { events: Logged[]; more: boolean };

/**
 * The events of a request in the order of the log, from a sequence on. Each type is read by itself: a filter without
 * wildcards is the only one for which an old nats-server does not look at every event of the log.
 */
export async function loggedEvents(
  log: Pick<EventLog, 'replay'>,
  requestId: string,
  { from, limit, names }: { from: number; limit: number; names: readonly EventName[] },
): Promise<LogPage> {
  const found = await Promise.all(
    names.map((name) => firstOf(log.replay({ name, requestId, from }), limit + 1)),
  );
  const events = found.flat().sort((a, b) => a.seq - b.seq);
  return { events: events.slice(0, limit), more: events.length > limit };
}

async function firstOf(events: AsyncIterable<Logged>, count: number): Promise<Logged[]> {
  const first: Logged[] = [];
  for await (const event of events) {
    first.push(event);
    if (first.length === count) break;
  }
  return first;
}
