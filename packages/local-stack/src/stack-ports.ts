import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceName } from '@halftone/contracts';
import type { Arguments } from './arguments.ts';
import type { Home } from './home.ts';
import type { PortReservations } from './processes/port-reservation.ts';
import { isFree } from './processes/ports.ts';

/** Where everything listens. The metrics of the services have ports of their own, with the health checks. */
export type StackPorts = {
  api: number;
  nats: number;
  postgres: number;
  objectStore: number;
  samples: number;
  health: Record<ServiceName, number>;
};

/** The port the user asked for is taken. */
export class PortTakenError extends Error {
  override name = 'PortTakenError';
}

const DEFAULTS = { nats: 4222, postgres: 5432, objectStore: 9000, samples: 4210 } as const;
/** Under which names a home remembers them. */
const VARIABLES = {
  api: 'API_PORT',
  nats: 'NATS_PORT',
  postgres: 'POSTGRES_PORT',
  objectStore: 'S3_PORT',
  samples: 'SAMPLES_PORT',
} as const;

const FIRST_HEALTH_PORT = 4310;

/** What was killed lets go of its port within this time. */
const PATIENCE_MS = 5000;
const LOOK_AGAIN_MS = 100;

export type ChoosingParts = {
  reservations: Pick<PortReservations, 'reserve'>;
  say: (message: string) => void;
  patienceMs?: number;
};

/**
 * Chooses the ports: those of the last start in this home, because stored addresses contain them, else the defaults,
 * else the next free ones. What another start has chosen at the same moment is not free. For a port of the last start it
 * waits a while, since that may just have been killed.
 * @throws PortTakenError
 */
export async function choosePorts(
  { port }: Pick<Arguments, 'port'>,
  home: Memory,
  { reservations, say, patienceMs = PATIENCE_MS }: ChoosingParts,
): Promise<StackPorts> {
  const take = portTaker(reservations);
  const untilFree = async (number: number, name: string) => {
    if (patienceMs === 0 || (await isFree(number))) return;
    say(
      `Waiting for port ${number} (${name}), which the last start in this home used and which is still taken ...`,
    );
    const deadline = performance.now() + patienceMs;
    while (!(await isFree(number)) && performance.now() < deadline) await delay(LOOK_AGAIN_MS);
  };
  const takeRemembered = async (name: keyof typeof DEFAULTS) => {
    const before = home.remembered(VARIABLES[name]);
    if (before) await untilFree(Number(before), name);
    const now = await take(Number(before ?? DEFAULTS[name]));
    if (before && now !== Number(before)) say(moved(name, before, now));
    await home.remember({ [VARIABLES[name]]: String(now) });
    return now;
  };
  if (home.remembered(VARIABLES.api) === String(port.number)) await untilFree(port.number, 'API');
  const api = await apiPort(port, take, say);
  await home.remember({ [VARIABLES.api]: String(api) });
  return {
    api,
    nats: await takeRemembered('nats'),
    postgres: await takeRemembered('postgres'),
    objectStore: await takeRemembered('objectStore'),
    samples: await takeRemembered('samples'),
    health: {
      ingest: await take(FIRST_HEALTH_PORT),
      imager: await take(FIRST_HEALTH_PORT),
      tracker: await take(FIRST_HEALTH_PORT),
      notifier: await take(FIRST_HEALTH_PORT),
      gateway: await take(FIRST_HEALTH_PORT),
    },
  };
}

type Memory = Pick<Home, 'remembered' | 'remember'>;
type TakePort = (from: number) => Promise<number>;

/** Gives out the first free port from a number upwards, and none twice: nothing listens on them yet. */
function portTaker({ reserve }: Pick<PortReservations, 'reserve'>): TakePort {
  const taken = new Set<number>();
  return async (from) => {
    for (let candidate = from; candidate <= 65_535; candidate++) {
      if (taken.has(candidate) || !(await reserve(candidate))) continue;
      taken.add(candidate);
      return candidate;
    }
    throw new PortTakenError(`No port from ${from} upwards is free`);
  };
}

async function apiPort(
  { number, asked }: Arguments['port'],
  take: TakePort,
  say: (message: string) => void,
): Promise<number> {
  const port = await take(number);
  if (port === number) return port;
  if (asked) throw new PortTakenError(`Port ${number} is taken; choose another with --port`);
  say(`Port ${number} is taken, so the API takes ${port}.`);
  return port;
}

function moved(name: keyof typeof DEFAULTS, before: string, now: number): string {
  const consequence = name === 'objectStore' ? ' Links to earlier outputs hold the old port.' : '';
  return `Port ${before}, which this home used before, is taken; ${now} takes its place.${consequence}`;
}
