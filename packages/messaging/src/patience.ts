import { setTimeout as delay } from 'node:timers/promises';
import { Events, type NatsConnection, NatsError } from 'nats';
import { LogUnavailableError } from './errors.ts';

/**
 * Tries again while what is asked has no leader, or the server that is asked has fallen silent: the servers of a cluster
 * agree on another leader, and the client finds another server, within seconds. What is tried has to be of the kind that
 * may be done twice.
 * @throws what the last attempt throws; at once when there is no server, or when waiting would not change anything
 */
export type Patience = <T>(attempt: () => Promise<T>) => Promise<T>;

/** nats-server 2.9 agrees on a leader in 4 to 9 seconds; a silent server is left after {@link PINGS}. */
const LONGEST_MS = 20_000;
const AGAIN_AFTER_MS = 250;
/** A server that is alone is away for as long as it is; with others, the client soon has one of them. */
const ALONE_RECONNECTS_WITHIN_MS = 1000;

/** A server that leaves two pings without an answer is taken for gone; the client's default is to take four minutes. */
export const PINGS = { pingInterval: 2000, maxPingOut: 2 };

/** @param isAlone whether the connection has but one server to choose from */
export function createPatience(connection: NatsConnection, isAlone: boolean): Patience {
  let disconnectedAt = Number.POSITIVE_INFINITY;
  void (async () => {
    for await (const { type } of connection.status()) {
      if (type === Events.Disconnect) disconnectedAt = performance.now();
      if (type === Events.Reconnect) disconnectedAt = Number.POSITIVE_INFINITY;
    }
  })();
  return async (attempt) => {
    const deadline = performance.now() + LONGEST_MS;
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        const now = performance.now();
        const isAway = isAlone && now - disconnectedAt > ALONE_RECONNECTS_WITHIN_MS;
        if (!mayPass(error) || isAway || connection.isClosed() || now > deadline) throw error;
      }
      await delay(AGAIN_AFTER_MS);
    }
  };
}

/** Nobody answered, as when there is no leader. A refusal with a reason is an answer, unless it is that one. */
function mayPass(error: unknown): boolean {
  if (error instanceof LogUnavailableError) {
    return error.reason === 'unreachable' && (error.cause === undefined || mayPass(error.cause));
  }
  if (!(error instanceof NatsError)) return false;
  return error.api_error ? error.api_error.code === 503 : true;
}
