import rateLimit, { normalizeIP } from '@fastify/rate-limit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../http/type-provider.ts';
import { Problem } from '../problems/problems.ts';
import type { Keyring } from './keyring.ts';

/** The most a minute, of each gateway; 0 for no limit. */
export type RateLimits = {
  /** Requests of one key or, without keys, of one address. */
  requestsPerMinute: number;
  /** Requests of one address, whatever they ask for and whether they have a key. */
  requestsPerMinutePerAddress?: number;
  /** Requests of one address with no key, or with one that is not known: whoever guesses keys. */
  failedKeysPerMinute?: number;
};

/** Throws Problem `too_many_requests` when it is too much. */
export type Pace = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/**
 * A pace of its own for something that costs more than other requests; asked behind authentication.
 * @param what is counted, in the plural
 * @param max a minute, of one key or, without keys, of one address; 0 for no limit
 */
export function ownPace(app: App, what: string, { keys, max }: { keys: Keyring | null; max: number }): Pace {
  const pace = createPace(app, what, max, callerOf(keys));
  return (request, reply) => pace(request, reply, true);
}

const addressOf = ({ ip }: FastifyRequest) => normalizeIP(ip);
const callerOf = (keys: Keyring | null) => (keys ? ({ tenant }: FastifyRequest) => tenant : addressOf);

/** Each throws Problem `too_many_requests` when it is too much. */
export type Paces = {
  ofAddress(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  ofKey(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** Counts a key that is not known. */
  ofFailure(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** Refuses who has failed too often, without looking at the key. */
  ofFailures(request: FastifyRequest, reply: FastifyReply): Promise<void>;
};

/** Has the limits ready in `app.after`. Each remembers the latest few thousand keys or addresses, so that it cannot fill the memory. */
export function registerRateLimits(app: App): void {
  app.register(rateLimit, { global: false });
}

export function createPaces(
  app: App,
  {
    keys,
    requestsPerMinute,
    requestsPerMinutePerAddress = 0,
    failedKeysPerMinute = 0,
  }: RateLimits & { keys: Keyring | null },
): Paces {
  const ofAddress = createPace(app, 'requests', requestsPerMinutePerAddress, addressOf);
  const ofKey = createPace(app, 'requests', requestsPerMinute, callerOf(keys));
  const ofFailures = createPace(app, 'requests without a known key', failedKeysPerMinute, addressOf);
  return {
    ofAddress: (request, reply) => ofAddress(request, reply, true),
    ofKey: (request, reply) => ofKey(request, reply, true),
    ofFailure: (request, reply) => ofFailures(request, reply, true),
    ofFailures: (request, reply) => ofFailures(request, reply, false),
  };
}

function createPace(app: App, what: string, max: number, keyGenerator: (request: FastifyRequest) => string) {
  const take = app.createRateLimit({ max, timeWindow: '1 minute', keyGenerator });
  return async (request: FastifyRequest, reply: FastifyReply, increment: boolean): Promise<void> => {
    if (max === 0) return;
    const pace = await take(request, { increment });
    if (pace.isAllowed) return;
    const { remaining, ttlInSeconds, isExceeded } = pace;
    if (!increment && !isExceeded) return;
    reply.headers({
      'ratelimit-limit': max,
      'ratelimit-remaining': remaining,
      'ratelimit-reset': ttlInSeconds,
    });
    if (!isExceeded) return;
    throw new Problem('too_many_requests', `More than ${max} ${what} in a minute.`, {
      retryAfterSeconds: Math.max(1, ttlInSeconds),
    });
  };
}
