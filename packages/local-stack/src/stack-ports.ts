import type { ServiceName } from '@halftone/contracts';
import type { Arguments } from './arguments.ts';
import type { Home } from './home.ts';
import { isFree } from './processes/ports.ts';

/** Where everything listens. The health checks of the services but the gateway have ports of their own. */
export type StackPorts = {
  api: number;
  nats: number;
  postgres: number;
  objectStore: number;
  samples: number;
  health: Record<Exclude<ServiceName, 'gateway'>, number>;
};

/** The port the user asked for is taken. */
export class PortTakenError extends Error {
  override name = 'PortTakenError';
}

const DEFAULTS = { nats: 4222, postgres: 5432, objectStore: 9000, samples: 4210 } as const;
/** Under which names a home remembers them. */
const VARIABLES = {
  nats: 'NATS_PORT',
  postgres: 'POSTGRES_PORT',
  objectStore: 'S3_PORT',
  samples: 'SAMPLES_PORT',
} as const;

const FIRST_HEALTH_PORT = 4310;

/**
 * Chooses the ports: those of the last start in this home, because stored addresses contain them, else the defaults,
 * else the next free ones.
 * @throws PortTakenError
 */
export async function choosePorts(
  { port }: Pick<Arguments, 'port'>,
  home: Memory,
  say: (message: string) => void,
): Promise<StackPorts> {
  const take = portTaker();
  const takeRemembered = async (name: keyof typeof DEFAULTS) => {
    const before = home.remembered(VARIABLES[name]);
    const now = await take(Number(before ?? DEFAULTS[name]));
    if (before && now !== Number(before)) say(moved(name, before, now));
    await home.remember({ [VARIABLES[name]]: String(now) });
    return now;
  };
  return {
    api: await apiPort(port, take, say),
    nats: await takeRemembered('nats'),
    postgres: await takeRemembered('postgres'),
    objectStore: await takeRemembered('objectStore'),
    samples: await takeRemembered('samples'),
    health: {
      ingest: await take(FIRST_HEALTH_PORT),
      imager: await take(FIRST_HEALTH_PORT),
      tracker: await take(FIRST_HEALTH_PORT),
      notifier: await take(FIRST_HEALTH_PORT),
    },
  };
}

type Memory = Pick<Home, 'remembered' | 'remember'>;
type TakePort = (from: number) => Promise<number>;

/** Gives out the first free port from a number upwards, and none twice: nothing listens on them yet. */
function portTaker(): TakePort {
  const taken = new Set<number>();
  return async (from) => {
    for (let candidate = from; candidate <= 65_535; candidate++) {
      if (taken.has(candidate) || !(await isFree(candidate))) continue;
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
