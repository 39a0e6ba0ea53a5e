import { DURABLES, type ServiceName, STREAM } from '@halftone/contracts';
import type { ConsumerInfo, JetStreamManager } from 'nats';
import { isConsumerNotFound, isNoMessageFound } from '../errors.ts';

/** How far a consumer is behind the log. */
export type ConsumerLag = {
  consumer: string;
  /** The service whose instances share it. */
  service: ServiceName;
  /** Events that it has not been given yet. */
  pending: number;
  /** Events that it has been given and has not acknowledged: those in hand, and those that wait for a retry. */
  unacknowledged: number;
  /** When the oldest event was published that it has not finished; null when there is none. */
  oldestAt: Date | null;
};

/**
 * How far the consumers are behind, by the server's own account. One that does not exist (no instance of its service has run
 * yet, or it was lost) is left out.
 * @param jsm of a user who may read everything
 * @param of whose consumers; those of all services if left out
 */
export async function readConsumerLag(jsm: JetStreamManager, of?: ServiceName): Promise<ConsumerLag[]> {
  const consumers = Object.entries(DURABLES).flatMap(([service, durables]) =>
    Object.entries(durables).map(([consumer, filter]) => ({
      service: service as ServiceName,
      consumer,
      filter,
    })),
  );
  const asked = consumers.filter(({ service }) => of === undefined || service === of);
  const lags = await Promise.all(
    asked.map(async ({ service, consumer, filter }): Promise<ConsumerLag | null> => {
      const info = await infoOf(jsm, consumer);
      if (!info) return null;
      const { num_pending: pending, num_ack_pending: unacknowledged } = info;
      const oldestAt = pending + unacknowledged > 0 ? await oldestAfter(jsm, info, filter) : null;
      return { consumer, service, pending, unacknowledged, oldestAt };
    }),
  );
  return lags.filter((lag) => lag !== null);
}

async function infoOf(jsm: JetStreamManager, consumer: string): Promise<ConsumerInfo | null> {
  try {
    return await jsm.consumers.info(STREAM.name, consumer);
  } catch (error) {
    if (isConsumerNotFound(error)) return null;
    throw error;
  }
}

/** When the first event was published behind those that are all acknowledged. */
async function oldestAfter(
  jsm: JetStreamManager,
  { ack_floor: { stream_seq: floor } }: ConsumerInfo,
  filter: string,
): Promise<Date | null> {
  // https://github.com/nats-io/nats-architecture-and-design/blob/main/adr/ADR-31.md; the client's types know it for direct gets alone.
  const query = { seq: floor + 1, next_by_subj: filter };
  try {
    return (await jsm.streams.getMessage(STREAM.name, query)).time;
  } catch (error) {
    // It was acknowledged, or removed, between the two questions.
    if (isNoMessageFound(error)) return null;
    throw error;
  }
}
