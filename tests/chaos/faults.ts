import type { ServiceName } from '@halftone/contracts';
import type { TestServer, TestSystem } from '@halftone/local-stack/testing';
import type { Clocks } from './clocks.ts';
import { type ChaosOrigin, CUTS } from './origin.ts';
import type { RawLog } from './raw-log.ts';
import type { SmallDisk } from './small-disk.ts';

/** Something that goes wrong for a while. */
export type Fault = {
  name: string;
  /** What it strikes: two faults of one target are never there at once. */
  target: string;
  /** How long it stays, in milliseconds, from and to. */
  holdMs: [number, number];
  inject(): Promise<unknown>;
  heal(): Promise<unknown>;
};

/** What faults are done to. */
export type Victims = {
  system: TestSystem;
  postgres: TestServer;
  origin: ChaosOrigin;
  clocks: Clocks;
  log: RawLog;
  /** What the log stands on, where it can be filled. */
  disk: SmallDisk | undefined;
};

/** How long the faults stay that could stay for any time. */
export type Holds = {
  /** The object store is away. */
  storeAwayMs: number;
  /** A service stands still: longer than its messages wait for their acknowledgement. */
  pausedMs: number;
};

const SERVICES: readonly ServiceName[] = ['gateway', 'ingest', 'imager', 'tracker', 'notifier'];
const CLOCKS_OFF_BY_MS = [7 * 60_000, -7 * 60_000];
/** Everything at once leaves no target for another fault. */
export const EVERYTHING = 'everything';

/** All faults, by name. */
export function faultsOf(victims: Victims, holds: Holds): Fault[] {
  const { system, postgres, log, disk } = victims;
  return [
    ...SERVICES.map((name) => killed(name, system.services[name])),
    killed('NATS', system.nats),
    killed('PostgreSQL', postgres),
    { ...killed('object store', system.objectStore), holdMs: [holds.storeAwayMs, holds.storeAwayMs] },
    everythingKilled(victims),
    ...SERVICES.map((name) => paused(victims, name, holds.pausedMs)),
    ...CLOCKS_OFF_BY_MS.flatMap((byMs) => SERVICES.map((name) => clockOff(victims, name, byMs))),
    ...CUTS.map((how): Fault => {
      const { origin } = victims;
      const inject = () => origin.cut(how);
      return { name: `origin ${how}`, target: 'origin', holdMs: [500, 2000], inject, heal: origin.restore };
    }),
    { name: 'log full', target: 'NATS', holdMs: [1500, 3000], inject: log.fill, heal: log.makeRoom },
    ...(disk ? [diskFull(disk, system.nats)] : []),
  ];
}

function killed(name: string, server: TestServer): Fault {
  return { name: `kill ${name}`, target: name, holdMs: [0, 1500], inject: server.kill, heal: server.start };
}

function diskFull(disk: SmallDisk, nats: TestServer): Fault {
  const heal = async () => {
    await disk.free();
    // A server that cannot write gives up JetStream until it is started again.
    await nats.kill();
    await nats.start();
  };
  return { name: 'disk full', target: 'NATS', holdMs: [1500, 3000], inject: disk.fill, heal };
}

function everythingKilled({ system, postgres }: Victims): Fault {
  const all = [...Object.values(system.services), system.nats, postgres, system.objectStore];
  return {
    name: 'kill everything',
    target: EVERYTHING,
    holdMs: [0, 1500],
    inject: () => Promise.all(all.map((server) => server.kill())),
    // In no order: the services wait for their stores.
    heal: () => Promise.all(all.map((server) => server.start())),
  };
}

function paused({ system }: Victims, name: ServiceName, ms: number): Fault {
  const { pause, resume } = system.services[name];
  return {
    name: `pause ${name}`,
    target: name,
    holdMs: [ms, ms],
    inject: async () => pause(),
    heal: async () => resume(),
  };
}

function clockOff({ clocks }: Victims, name: ServiceName, byMs: number): Fault {
  const minutes = byMs / 60_000;
  return {
    name: `clock of ${name} ${minutes > 0 ? '+' : ''}${minutes} min`,
    target: `clock of ${name}`,
    holdMs: [1500, 3000],
    inject: () => clocks.shift(name, byMs),
    heal: () => clocks.setRight(name),
  };
}
