import type { EndpointEventData, EndpointEventName, EventData } from '@halftone/contracts';
import type { Endpoint } from '@halftone/endpoints';
import { type EndpointLog, LogUnavailableError } from '@halftone/messaging';
import type { Logger } from '@halftone/runtime';
import type { EndpointWatch } from './watch.ts';

/** Notes how attempts to reach endpoints end. */
export type EndpointHealth = (endpointId: string, attempted: EventData<'webhook.attempted'>) => Promise<void>;

export type HealthDependencies = {
  log: Pick<EndpointLog, 'publish'>;
  endpoints: Pick<EndpointWatch, 'find' | 'seen'>;
  /** Nothing but failures for this long suspends an endpoint. */
  suspendAfterMs: number;
  now: () => Date;
  logger: Logger;
};

/**
 * Failures become an event only after this part of the time that suspends, so that an endpoint which fails now and then does
 * not fill the log: an hour of five days.
 */
const NOTED_AFTER = 1 / 120;

/**
 * Suspends endpoints that have failed for days. That an endpoint fails, since when, and that it has recovered are events,
 * so that it does not depend on how long a notifier runs, or which of several has met the failures. What has come in between
 * is not written over: the next attempt decides again.
 */
export function noteHealth({
  log,
  endpoints,
  suspendAfterMs,
  now,
  logger,
}: HealthDependencies): EndpointHealth {
  /** When the first attempt failed, where no event says it yet. */
  const unnoted = new Map<string, number>();

  const publish = async <N extends EndpointEventName>(name: N, data: EndpointEventData<N>) => {
    try {
      const published = await log.publish(name, data, endpoints.seen());
      if (published) logger.warn({ endpointId: data.endpointId, tenant: data.tenant }, name);
    } catch (err) {
      if (!(err instanceof LogUnavailableError)) throw err;
      logger.warn({ err, endpointId: data.endpointId }, 'the health of an endpoint could not be recorded');
    }
  };

  const failed = async (endpoint: Endpoint, error: string) => {
    const { endpointId, failingSince } = endpoint;
    const time = now().getTime();
    if (failingSince !== null) {
      if (time - Date.parse(failingSince) < suspendAfterMs) return;
      return publish('endpoint.suspended', { ...nextOf(endpoint), failingSince, error });
    }
    const first = unnoted.get(endpointId) ?? time;
    unnoted.set(endpointId, first);
    if (time - first < suspendAfterMs * NOTED_AFTER) return;
    return publish('endpoint.failed', { ...nextOf(endpoint), failingSince: new Date(first).toISOString() });
  };

  return async (endpointId, attempted) => {
    const endpoint = endpoints.find(endpointId);
    if (endpoint?.status !== 'enabled') return;
    if (attempted.outcome !== 'delivered') return failed(endpoint, attempted.error ?? 'It failed.');
    unnoted.delete(endpointId);
    if (endpoint.failingSince !== null) await publish('endpoint.recovered', nextOf(endpoint));
  };
}

const nextOf = ({ endpointId, tenant, version }: Endpoint) => ({ endpointId, tenant, version: version + 1 });
