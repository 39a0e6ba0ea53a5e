import { setTimeout as delay } from 'node:timers/promises';
import type { ConsumerInfo } from 'nats';
import { isOver, ledgersOf } from './ledger.ts';
import type { Logged, RawLog } from './raw-log.ts';

const LOOK_EVERY_MS = 500;

/**
 * Waits until every accepted request is over and nobody has anything in flight, for as long as the log grows. Answers what
 * did not come to its end.
 */
export async function settle(log: RawLog, patienceMs: number): Promise<string[]> {
  let known = -1;
  let deadline = 0;
  for (;;) {
    const events = await log.read();
    const left = [...unfinished(events), ...inFlight(await log.consumers())];
    if (events.length > known) deadline = performance.now() + patienceMs;
    if (left.length === 0 || performance.now() > deadline) return left;
    known = events.length;
    await delay(LOOK_EVERY_MS);
  }
}

const unfinished = (events: Logged[]) =>
  [...ledgersOf(events).values()]
    .filter((ledger) => !isOver(ledger))
    .map(({ filename }) => `${filename} is not over`);

const inFlight = (consumers: ConsumerInfo[]) =>
  consumers
    .filter(({ config }) => config.durable_name)
    .filter(({ num_pending, num_ack_pending }) => num_pending + num_ack_pending > 0)
    .map(
      ({ name, num_pending, num_ack_pending, ack_floor, delivered }) =>
        `${name} has ${num_pending} events before it and ${num_ack_pending} in flight (acknowledged to ${ack_floor.stream_seq}, delivered to ${delivered.stream_seq})`,
    );
