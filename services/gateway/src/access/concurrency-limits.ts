import type { FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { Problem } from '../problems/problems.ts';
import type { Keyring } from './keyring.ts';

/** A tenant takes at most this part, so that there is room for others. */
const SHARE_OF_A_TENANT = 1 / 4;
const RETRY_AFTER_SECONDS = 10;

type ConcurrencyOptions = {
  /** What is bounded, in the plural. */
  what: string;
  most: number;
  /** Whether there are tenants who share. */
  shared: boolean;
  /** What a request counts for, one by default. */
  weightOf?: (request: FastifyRequest) => number;
};

export type ConcurrencyLimits = { uploads: number; downloads: number; eventStreams: number; probes: number };

/**
 * An upload holds some megabytes; a download asks the database or the store; a stream costs a consumer of the log; a probe has
 * an imager call other people's servers.
 */
export const DEFAULT_CONCURRENCY: ConcurrencyLimits = {
  uploads: 100,
  downloads: 100,
  eventStreams: 500,
  probes: 8,
};

/** So many bodies of JSON of the largest size: unlike files, they are held in memory as a whole. */
const JSON_BODIES = 8;

/** The bounds of the routes, each a hook. */
export type ConcurrencyHooks = Record<keyof ConcurrencyLimits | 'jsonBytes', onRequestAsyncHookHandler>;

export function concurrencyHooks({
  concurrency,
  keys,
  limits: { maxJsonBytes },
}: {
  concurrency?: Partial<ConcurrencyLimits>;
  keys: Keyring | null;
  limits: { maxJsonBytes: number };
}): ConcurrencyHooks {
  const { uploads, downloads, eventStreams, probes } = { ...DEFAULT_CONCURRENCY, ...concurrency };
  const shared = keys !== null;
  const weightOf = ({ headers }: FastifyRequest) =>
    /^application\/json\b/i.test(headers['content-type'] ?? '')
      ? Number(headers['content-length'] ?? maxJsonBytes)
      : 0;
  return {
    uploads: limitConcurrency({ what: 'uploads', most: uploads, shared }),
    downloads: limitConcurrency({ what: 'downloads', most: downloads, shared }),
    eventStreams: limitConcurrency({ what: 'event streams', most: eventStreams, shared }),
    probes: limitConcurrency({
      what: 'dry runs with probe',
      most: probes,
      shared,
      weightOf: ({ query }) => (isProbing(query) ? 1 : 0),
    }),
    jsonBytes: limitConcurrency({
      what: 'bytes of JSON',
      most: JSON_BODIES * maxJsonBytes,
      shared,
      weightOf,
    }),
  };
}

/** Whether the parameter probe asks for anything; what is wrong with it is said elsewhere. */
const isProbing = (query: unknown) =>
  typeof query === 'object' && query !== null && 'probe' in query && query.probe !== '0';

/**
 * Bounds how much of a kind is answered at once: as a hook of its routes, behind authentication. One request alone is
 * never too much.
 * @throws Problem `too_many_requests` when the tenant has its share, `overloaded` when all is taken
 */
function limitConcurrency({
  what,
  most,
  shared,
  weightOf = () => 1,
}: ConcurrencyOptions): onRequestAsyncHookHandler {
  const mostOfTenant = shared ? Math.ceil(most * SHARE_OF_A_TENANT) : most;
  const held = new Map<string, number>();
  let total = 0;
  const hold = (tenant: string, weight: number) => {
    total += weight;
    const own = (held.get(tenant) ?? 0) + weight;
    if (own > 0) held.set(tenant, own);
    else held.delete(tenant);
  };

  return async (request, reply) => {
    const { tenant } = request;
    const weight = weightOf(request);
    // Who has gone already would never let go.
    if (weight === 0 || reply.raw.closed) return;
    const own = held.get(tenant) ?? 0;
    const wait = { retryAfterSeconds: RETRY_AFTER_SECONDS };
    if (shared && own > 0 && own + weight > mostOfTenant) {
      throw new Problem('too_many_requests', `This key has reached its limit of concurrent ${what}.`, wait);
    }
    if (total > 0 && total + weight > most) {
      throw new Problem('overloaded', `The gateway has reached its limit of concurrent ${what}.`, wait);
    }
    hold(tenant, weight);
    reply.raw.once('close', () => hold(tenant, -weight));
  };
}
