import { DURABLES, type ServiceName, STREAM } from '@halftone/contracts';
import type { ConsumerInfo, JetStreamManager } from 'nats';
import { isConsumerNotFound, isNoMessageFound } from '../errors.ts';

/** How far a durable consumer is behind the log. */
export type ConsumerLag = {
  /** Events that it has not been given. */
  pending: number;
  /** Events that it has been given and has not acknowledged. */
  unacknowledged: number;
  /** Those of them that it has been given more than once. */
  redelivered: number;
  /** When the oldest event came that it has not acknowledged; null when there is none. */
  oldestAt: Date | null;
  /** When it was last given an event; null when it never was. */
  deliveredAt: Date | null;
  /** When it last acknowledged one; null when it never did. */
  acknowledgedAt: Date | null;
};

/** A consumer that the log is made for; without a lag when its service has never started. */
export type WatchedConsumer = { service: ServiceName; consumer: string; lag: ConsumerLag | null };

/**
 * The lag of every durable consumer, from the server itself. It costs a question for each consumer and another one for each
 * that has something to do, and may be asked by who may read the whole log.
 * @param of whose consumers; those of all services if left out
 */
export function consumerLags(jsm: JetStreamManager, of?: ServiceName): Promise<WatchedConsumer[]> {
  const consumers = Object.entries(DURABLES).flatMap(([service, durables]) =>
    Object.entries(durables).map(([consumer, filter]) => ({
      service: service as ServiceName,
      consumer,
      filter,
    })),
  );
  const asked = consumers.filter(({ service }) => of === undefined || service === of);
  return Promise.all(
    asked.map(async ({ service, consumer, filter }) => {
      const info = await infoOf(jsm, consumer);
      return { service, consumer, lag: info && (await lagIn(jsm, info, filter)) };
    }),
  );
}

async function infoOf(jsm: JetStreamManager, consumer: string): Promise<ConsumerInfo | null> {
  try {
    return await jsm.consumers.info(STREAM.name, consumer);
  } catch (error) {
    if (isConsumerNotFound(error)) return null;
    throw error;
  }
}

async function lagIn(jsm: JetStreamManager, info: ConsumerInfo, filter: string): Promise<ConsumerLag> {
  const { num_pending, num_ack_pending, num_redelivered, ack_floor, delivered } = info;
  const isBehind = num_pending + num_ack_pending > 0;
  return {
    pending: num_pending,
    unacknowledged: num_ack_pending,
    redelivered: num_redelivered,
    oldestAt: isBehind ? await firstSince(jsm, ack_floor.stream_seq + 1, filter) : null,
    deliveredAt: timeOf(delivered.last_active),
    acknowledgedAt: timeOf(ack_floor.last_active),
  };
}

/** When the first event of a filter came that stands at a sequence or behind it. */
async function firstSince(jsm: JetStreamManager, seq: number, filter: string): Promise<Date | null> {
  // The client knows this question for direct gets alone; the leader answers it as well.
  const question: { seq: number } = Object.assign({ seq }, { next_by_subj: filter });
  try {
    return (await jsm.streams.getMessage(STREAM.name, question)).time;
  } catch (error) {
    if (isNoMessageFound(error)) return null;
    throw error;
  }
}

/** The client calls it nanoseconds; the server sends a date, and none for what never was. */
function timeOf(lastActive: unknown): Date | null {
  return typeof lastActive === 'string' ? new Date(lastActive) : null;
}
