import { STREAM } from '@halftone/contracts';
import {
  AckPolicy,
  type Consumer,
  type ConsumerConfig,
  DeliverPolicy,
  type JetStreamClient,
  type JetStreamManager,
  nanos,
} from 'nats';
import { isConsumerConfigured } from '../errors.ts';

export const DEFAULT_ACK_WAIT_MS = 15_000;

/**
 * Events returned with a delay count as pending, so the bound must be high: thousands of webhooks may wait for a dead
 * receiver without holding back the next one. What is in flight is bounded by the pull itself.
 */
const MAX_ACK_PENDING = 100_000;

export type DurableOptions = { durable: string; filter: string; ackWaitMs: number };

/** The durable consumer, made or adapted as needed. Instances of a service share it and so share its events. */
export async function openDurable(
  js: JetStreamClient,
  jsm: JetStreamManager,
  { durable, filter, ackWaitMs }: DurableOptions,
): Promise<Consumer> {
  const config: Partial<ConsumerConfig> = {
    durable_name: durable,
    filter_subject: filter,
    deliver_policy: DeliverPolicy.All,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ackWaitMs),
    // Giving up is a decision of the handler, which sees the number of deliveries.
    max_deliver: -1,
    max_ack_pending: MAX_ACK_PENDING,
  };
  try {
    await jsm.consumers.add(STREAM.name, config);
  } catch (error) {
    // From 2.10 on the server does not take an addition for a change.
    if (!isConsumerConfigured(error)) throw error;
    // Where it began cannot be changed: after a restore that is where it was, and not the start of the log.
    const { deliver_policy: _, ...changeable } = config;
    await jsm.consumers.update(STREAM.name, durable, changeable);
  }
  return js.consumers.get(STREAM.name, durable);
}
