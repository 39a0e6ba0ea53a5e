import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { ServiceName } from '@halftone/contracts';
import { type TestProcess, waitFor } from '@halftone/local-stack/testing';
import type { RawLog } from '../chaos/raw-log.ts';
import { type Cluster, SERVICES } from './cluster.ts';

/** Something that happens to a running cluster. */
export type Trouble = {
  name: string;
  /** How many catalogues are uploaded meanwhile, at least. */
  uploads: number;
  /** Brings it about, and puts it right again. */
  happen(cluster: Cluster, log: RawLog): Promise<void>;
};

/** Longer than what was in hand waits to be delivered to another. */
const FROZEN_MS = 8000;
/** As long as a server needs to come back after a crash. */
const AWAY_MS = 4000;
const CUT_OFF_MS = 30_000;
const STOPS_WITHIN_MS = 20_000;

export const TROUBLES: readonly Trouble[] = [
  { name: 'leader killed', uploads: 15, happen: leaderKilled },
  { name: 'follower cut off', uploads: 15, happen: followerCutOff },
  { name: 'PostgreSQL restarted', uploads: 15, happen: ({ postgres }) => awayFor(AWAY_MS, postgres) },
  { name: 'PgBouncer restarted', uploads: 15, happen: ({ pgbouncer }) => awayFor(AWAY_MS, pgbouncer) },
  { name: 'imager frozen', uploads: 15, happen: imagerFrozen },
  { name: 'NATS restarted, server by server', uploads: 15, happen: natsRestarted },
  { name: 'services restarted, one by one', uploads: 50, happen: restartedInTurn },
  { name: 'services restarted, all at once', uploads: 50, happen: restartedTogether },
];

async function leaderKilled({ nats }: Cluster, log: RawLog): Promise<void> {
  const { leader } = await log.placement();
  await awayFor(AWAY_MS, serverOf(nats.servers, leader));
}

/** Nothing comes to it or from it, and nobody's connection to it breaks: as behind a cable that was pulled. */
async function followerCutOff({ nats }: Cluster, log: RawLog): Promise<void> {
  const { followers } = await log.placement();
  await frozenFor(CUT_OFF_MS, serverOf(nats.servers, followers[0] ?? ''));
}

async function imagerFrozen({ instances }: Cluster): Promise<void> {
  const [first] = instances.imager;
  if (first) await frozenFor(FROZEN_MS, first);
}

async function natsRestarted({ nats }: Cluster, log: RawLog): Promise<void> {
  for (const server of nats.servers.values()) {
    // The next one only when this one has all that the others have.
    await log.placement();
    await server.stop(STOPS_WITHIN_MS);
    await server.start();
  }
}

async function restartedInTurn(cluster: Cluster): Promise<void> {
  for (const name of SERVICES) await rolled(cluster, name);
}

async function restartedTogether(cluster: Cluster): Promise<void> {
  await Promise.all(SERVICES.map((name) => rolled(cluster, name)));
}

/** A rolling restart of a service: the second instance when the first one serves again. */
async function rolled({ instances, proxy }: Cluster, name: ServiceName): Promise<void> {
  for (const instance of instances[name]) {
    const { code, signal } = await instance.stop(STOPS_WITHIN_MS);
    const lastWords = (await readFile(instance.log, 'utf8')).slice(-1000);
    await instance.start();
    if (code !== 0) throw new Error(`${name} did not stop in good order: ${signal ?? code}\n${lastWords}`);
    const all = instances.gateway.length;
    if (name === 'gateway') await waitFor('the proxy to see all gateways', () => proxy.ready() === all);
  }
}

async function awayFor(ms: number, server: { kill(): Promise<void>; start(): Promise<void> }): Promise<void> {
  await server.kill();
  await delay(ms);
  await server.start();
}

async function frozenFor(ms: number, server: TestProcess): Promise<void> {
  server.pause();
  await delay(ms);
  server.resume();
}

function serverOf(servers: ReadonlyMap<string, TestProcess>, name: string): TestProcess {
  const server = servers.get(name);
  if (!server) throw new Error(`No server is called "${name}"`);
  return server;
}
