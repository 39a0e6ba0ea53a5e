import type { ServiceName } from '@halftone/contracts';
import type { Arguments } from './arguments.ts';
import type { Home } from './home.ts';
import { isFree } from './ports.ts';

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
const FIRST_HEALTH_PORT = 4310;

/**
 * Chooses the ports: those of the last start in this home, because stored addresses contain them, else the defaults,
 * else the next free ones.
 * @throws PortTakenError
 */
export async function choosePorts(
  { port }: Pick<Arguments, 'port'>,
  home: Pick<Home, 'remembered' | 'remember'>,
  say: (message: string) => void,
): Promise<StackPorts> {
  const chosen = new Set<number>();
  const take = async (from: number) => {
    for (let candidate = from; candidate <= 65_535; candidate++) {
      if (chosen.has(candidate) || !(await isFree(candidate))) continue;
      chosen.add(candidate);
      return candidate;
    }
    throw new PortTakenError(`No port from ${from} upwards is free`);
  };
  const takeRemembered = async (name: keyof typeof DEFAULTS) => {
    const before = home.remembered(variableFor(name));
    const port = await take(Number(before ?? DEFAULTS[name]));
    if (before && port !== Number(before)) say(moved(name, before, port));
    await home.remember({ [variableFor(name)]: String(port) });
    return port;
  };

  const api = await take(port.number);
  if (api !== port.number) {
    if (port.asked) throw new PortTakenError(`Port ${port.number} is taken; choose another with --port`);
    say(`Port ${port.number} is taken, so the API takes ${api}.`);
  }
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
    },
  };
}

const VARIABLES = {
  nats: 'NATS_PORT',
  postgres: 'POSTGRES_PORT',
  objectStore: 'S3_PORT',
  samples: 'SAMPLES_PORT',
} as const;

const variableFor = (name: keyof typeof VARIABLES) => VARIABLES[name];

function moved(name: keyof typeof DEFAULTS, before: string, now: number): string {
  const consequence = name === 'objectStore' ? ' Links to earlier outputs hold the old port.' : '';
  return `Port ${before}, which this home used before, is taken; ${now} takes its place.${consequence}`;
}
