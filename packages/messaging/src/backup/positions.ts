import { DURABLES, STREAM } from '@halftone/contracts';
import { type ConsumerConfig, type ConsumerInfo, DeliverPolicy, type JetStreamManager } from 'nats';
import { isConsumerNotFound } from '../errors.ts';

/** Where a service's durable consumer was: everything up to the sequence is done, and what it led to is in the log. */
export type Position = { config: Partial<ConsumerConfig>; doneUpTo: number };

/** How far the services are, as far as they have consumers yet. */
export async function consumerPositions(jsm: JetStreamManager): Promise<Position[]> {
  const positions: Position[] = [];
  for (const durable of Object.values(DURABLES).flatMap((durables) => Object.keys(durables))) {
    try {
      const { config, ack_floor } = await jsm.consumers.info(STREAM.name, durable);
      positions.push({ config, doneUpTo: ack_floor.stream_seq });
    } catch (error) {
      if (!isConsumerNotFound(error)) throw error;
    }
  }
  return positions;
}

/**
 * Makes the consumers so that they go on where they were. From the start of the log they would do no image twice, but ingest
 * would look for uploads that are long gone.
 */
export async function placeConsumers(jsm: JetStreamManager, positions: readonly Position[]): Promise<void> {
  for (const { config, doneUpTo } of positions) {
    await jsm.consumers.add(STREAM.name, {
      ...config,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: doneUpTo + 1,
    });
  }
}

/** The durable consumers that a running service is waiting on. */
export async function consumersInUse(jsm: JetStreamManager): Promise<string[]> {
  const inUse: string[] = [];
  // Of a consumer that goes while they are listed, the server says null.
  const listed: AsyncIterable<ConsumerInfo | null> = jsm.consumers.list(STREAM.name);
  for await (const consumer of listed) if (consumer && consumer.num_waiting > 0) inUse.push(consumer.name);
  return inUse;
}
