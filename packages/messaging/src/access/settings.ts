import type { ServiceName } from '@halftone/contracts';
import type { Logger } from '@halftone/runtime';

/** How a service reaches the log, and the limits of the log it makes when there is none yet. */
export type LogSettings = {
  /** One or more servers, separated by commas; the first may hold `user:password@` or `token@`. */
  url: string;
  /** Who connects; the source of every event it publishes. */
  service: ServiceName;
  logger: Logger;
  /** Ends the waiting for NATS. */
  signal?: AbortSignal;
  replicas?: number;
  /** Days the log keeps events; 0 keeps them forever. */
  maxAgeDays?: number;
  /** Size at which the log refuses new events; -1 for the server's own limit. */
  maxBytes?: number;
  /** How often what waits for room in a full log is tried again, in milliseconds. */
  endsEveryMs?: number;
};

/** The settings of the environment variables that all services share. */
export function logSettings(config: {
  NATS_URL: string;
  STREAM_REPLICAS: number;
  STREAM_MAX_AGE_DAYS: number;
  STREAM_MAX_BYTES: number;
}): Omit<LogSettings, 'service' | 'logger'> {
  return {
    url: config.NATS_URL,
    replicas: config.STREAM_REPLICAS,
    maxAgeDays: config.STREAM_MAX_AGE_DAYS,
    maxBytes: config.STREAM_MAX_BYTES,
  };
}
