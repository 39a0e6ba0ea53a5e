import { fileURLToPath } from 'node:url';
import type { ServiceName } from '@halftone/contracts';
import {
  findPgBouncer,
  natsClusterForTest,
  ownDatabaseForTest,
  pooledDatabaseForTest,
  systemForTest,
  type TestNatsCluster,
  type TestProcess,
  type TestServer,
  type TestSystem,
  testProcess,
  waitFor,
} from '@halftone/local-stack/testing';
import { type Backend, isReady, type LaggingProxy, laggingProxy } from '../lifecycle/lagging-proxy.ts';
import { instanceHost, NATS_HOSTS, PGBOUNCER_HOST, PROXY } from './addresses.ts';

/** The whole system as it runs on several machines. */
export type Cluster = AsyncDisposable & {
  /** The system as a client and an operator see it; its own services, one of each, are not started. */
  system: TestSystem;
  nats: TestNatsCluster;
  postgres: TestServer;
  pgbouncer: TestServer;
  /** Two of every service. */
  instances: Record<ServiceName, TestProcess[]>;
  proxy: LaggingProxy;
};

export const SERVICES: readonly ServiceName[] = ['gateway', 'ingest', 'imager', 'tracker', 'notifier'];
const OF_EACH = [0, 1];
const PORT = 3000;

const SETTINGS = {
  STREAM_REPLICAS: '3',
  PUBLIC_URL: `http://${PROXY.host}:${PROXY.port}`,
  SHUTDOWN_DELAY_MS: '3000',
  DOWNLOAD_RETRY_BASE_MS: '400',
  WEBHOOK_RETRY_SCHEDULE: '0.2,0.4,0.8,1.5,3,3,3,3,3',
};

/**
 * Starts three NATS servers, PostgreSQL behind PgBouncer, an object store, two of every service, and a proxy before the
 * gateways.
 */
export async function startCluster(): Promise<Cluster> {
  await using parts = new AsyncDisposableStack();
  const nats = parts.use(await natsClusterForTest(NATS_HOSTS));
  const postgres = parts.use(await ownDatabaseForTest());
  const pooler = { database: postgres, host: PGBOUNCER_HOST };
  const pgbouncer = parts.use(await pooledDatabaseForTest(await findPgBouncer(), pooler));
  const one = parts.use(await systemForTest(SETTINGS, { nats, database: pgbouncer, asleep: true }));
  const system = { ...one, api: SETTINGS.PUBLIC_URL };
  const backends = OF_EACH.map((n) => backendOf('gateway', n));
  const proxy = parts.use(await laggingProxy(backends, PROXY));
  const instances = {} as Cluster['instances'];
  for (const name of SERVICES) {
    instances[name] = await Promise.all(OF_EACH.map((n) => instanceOf(system, name, n)));
    for (const instance of instances[name]) parts.use(instance);
  }
  await Promise.all(
    Object.values(instances)
      .flat()
      .map((instance) => instance.start()),
  );
  await waitFor('the proxy to see both gateways', () => proxy.ready() === OF_EACH.length);
  const running = parts.move();
  const dispose = () => running.disposeAsync();
  return { system, nats, postgres, pgbouncer, instances, proxy, [Symbol.asyncDispose]: dispose };
}

function backendOf(name: ServiceName, instance: number): Backend {
  return { host: instanceHost(SERVICES.indexOf(name), instance), port: PORT };
}

/** One of the two instances of a service, which is not started yet. */
function instanceOf(system: TestSystem, name: ServiceName, instance: number): Promise<TestProcess> {
  const listen = backendOf(name, instance);
  const main = fileURLToPath(new URL(`../../services/${name}/src/main.ts`, import.meta.url));
  const own = { HOST: listen.host, PORT: String(PORT), METRICS_HOST: listen.host, METRICS_PORT: '9090' };
  const program = {
    name: `${name}-${instance + 1}`,
    command: process.execPath,
    args: [main],
    env: { ...system.environmentOf(name), ...own },
    stopSignal: 'SIGTERM' as const,
  };
  return testProcess(program, () => isReady(listen));
}
