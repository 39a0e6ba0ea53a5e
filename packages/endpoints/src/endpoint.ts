import type { ChosenWebhook, EndpointEvent, SealedSecret } from '@halftone/contracts';

/** `disabled` by a person, `suspended` after days of nothing but failures. */
export type EndpointStatus = 'enabled' | 'disabled' | 'suspended' | 'removed';

/** A secret and where it stands; the newest of an endpoint signs without an end, the others until a time. */
export type HeldSecret = { sealed: SealedSecret; version: number; until: string | null };

/** What the events of an endpoint add up to. Times are ISO 8601, UTC. */
export type Endpoint = {
  endpointId: string;
  tenant: string;
  /** How many events it is made of. */
  version: number;
  url: string;
  events: ChosenWebhook[];
  description: string | null;
  status: EndpointStatus;
  /** The newest first. */
  secrets: HeldSecret[];
  registeredAt: string;
  /** Since when webhooks go to it: what happened before is none of its business. */
  enabledAt: string;
  rotatedAt: string | null;
  /** Since when every attempt has failed, as far as that was noted. */
  failingSince: string | null;
  /** Why it is suspended. */
  error: string | null;
  updatedAt: string;
};

/** More would only make the header long: each rotation adds one until its time is over. */
const MOST_SECRETS = 5;

/**
 * The endpoint after an event. Events that it has seen change nothing.
 * @param endpoint null before its registration
 * @returns null when the event is of an endpoint whose registration is not known
 */
export function evolve(endpoint: Endpoint | null, event: EndpointEvent): Endpoint | null {
  if (!endpoint) return event.name === 'endpoint.registered' ? registered(event) : null;
  if (event.data.version <= endpoint.version) return endpoint;
  const { version } = event.data;
  return { ...endpoint, version, updatedAt: event.time, ...changeBy(event, endpoint) };
}

function registered({ data, time }: EndpointEvent<'endpoint.registered'>): Endpoint {
  const { endpointId, tenant, version, url, events, description, secret } = data;
  return {
    endpointId,
    tenant,
    version,
    url,
    events,
    description: description ?? null,
    status: 'enabled',
    secrets: [{ sealed: secret, version, until: null }],
    registeredAt: time,
    enabledAt: time,
    rotatedAt: null,
    failingSince: null,
    error: null,
    updatedAt: time,
  };
}

function changeBy(event: EndpointEvent, { secrets }: Endpoint): Partial<Endpoint> {
  switch (event.name) {
    case 'endpoint.registered':
      return {};
    case 'endpoint.rotated': {
      const { secret, version, previousUntil } = event.data;
      const earlier = secrets.map((held) => ({ ...held, until: earlierOf(held.until, previousUntil) }));
      const held = [{ sealed: secret, version, until: null }, ...earlier];
      return { secrets: held.slice(0, MOST_SECRETS), rotatedAt: event.time };
    }
    case 'endpoint.resealed': {
      const resealed = new Map(event.data.secrets.map(({ version, secret }) => [version, secret]));
      return {
        secrets: secrets.map((held) => ({ ...held, sealed: resealed.get(held.version) ?? held.sealed })),
      };
    }
    case 'endpoint.disabled':
      return { status: 'disabled' };
    case 'endpoint.enabled':
      return { status: 'enabled', enabledAt: event.time, failingSince: null, error: null };
    case 'endpoint.removed':
      return { status: 'removed', secrets: [] };
    case 'endpoint.failed':
      return { failingSince: event.data.failingSince };
    case 'endpoint.recovered':
      return { failingSince: null, error: null };
    case 'endpoint.suspended':
      return { status: 'suspended', failingSince: event.data.failingSince, error: event.data.error };
    default:
      return unreachable(event);
  }
}

const earlierOf = (one: string | null, other: string) => (one !== null && one < other ? one : other);

function unreachable(event: never): never {
  throw new Error(`nothing is known of ${JSON.stringify(event)}`);
}

/** The secrets that sign at a time, the newest first. */
export const validSecrets = ({ secrets }: Pick<Endpoint, 'secrets'>, at: Date): HeldSecret[] =>
  secrets.filter(({ until }) => until === null || Date.parse(until) > at.getTime());
