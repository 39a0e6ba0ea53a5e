import { existsSync, renameSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { ServiceName } from '@halftone/contracts';
import { type Home, OWNER, writeVariables } from './home.ts';
import { natsAnswers, natsServer } from './nats/nats-server.ts';
import { natsUrl } from './nats/nats-users.ts';
import { versionOf } from './nats/nats-version.ts';
import { recordWriter } from './nats/written-by.ts';
import { objectStore, objectStoreAnswers } from './object-store/object-store.ts';
import { ensureDatabase, ensureRoles } from './postgres/database-roles.ts';
import { ADMINISTRATOR, databaseUrl, postgres, postgresAnswers } from './postgres/postgres.ts';
import type { Program } from './processes/child.ts';
import { endOrphans } from './processes/pid-file.ts';
import { type Part, type Supervised, type SupervisorEvent, supervise } from './processes/supervisor.ts';
import { BUCKET, DATABASE, SERVICES, serviceProgram } from './services.ts';
import type { StackPorts } from './stack-ports.ts';

export type StackSettings = {
  home: Home;
  ports: StackPorts;
  natsBinary: string;
  env: NodeJS.ProcessEnv;
  say: (message: string) => void;
  report: (event: SupervisorEvent) => void;
  /** Which of the services; all of them unless it says otherwise. */
  services?: readonly ServiceName[];
  /** The file of the sample catalogue, where its images are served. */
  sampleCatalogue?: string;
  /** Ends the start when it is aborted; what runs already is stopped. */
  signal: AbortSignal;
};

/**
 * Starts the stores, then the services, and keeps them running. Disposing of it stops them in the opposite order.
 * @throws StartError when one does not become ready
 */
export async function startStack(settings: StackSettings): Promise<AsyncDisposable> {
  const { home, ports, env, say, report, sampleCatalogue, services: names = SERVICES } = settings;
  await using parts = new AsyncDisposableStack();

  say('Starting NATS, PostgreSQL and the object store ...');
  const stores = (await storeParts(settings)).map((part) => parts.use(supervise(part, report)));
  await allReady(stores, settings);
  await Promise.all([prepareDatabase(settings), writeSettings(settings)]);

  if (names.length > 0) say(`Starting ${names.join(', ')} ...`);
  const services = names.map((name) => {
    const program = serviceProgram(name, { ports, secrets: home.secrets, env, sampleCatalogue });
    const port = name === 'gateway' ? ports.api : ports.health[name];
    return supervise({ ...partOf(home, program, 4_000), ipc: true, isReady: () => isReady(port) }, report);
  });
  parts.defer(
    async () => void (await Promise.all(services.map((service) => service[Symbol.asyncDispose]()))),
  );
  await allReady(services, settings);
  return parts.move();
}

/** Ends what an earlier start in this home left behind when it was killed. */
export function endLeftovers(home: Home): Promise<string[]> {
  return endOrphans({ run: home.path('run'), except: OWNER, graceMs: 5_000 });
}

/** In the order in which they are started; the graces of everything add up to less than ten seconds. */
async function storeParts({ home, ports, natsBinary, env }: StackSettings): Promise<Part[]> {
  const nats = await natsServer({
    binary: natsBinary,
    directory: home.path('nats'),
    port: ports.nats,
    env,
    passwords: home.secrets,
  });
  await recordWriter(home.path('nats'), await versionOf(natsBinary));
  const database = await postgres({
    directory: home.path('postgres'),
    port: ports.postgres,
    password: home.secrets.POSTGRES_PASSWORD,
    env,
  });
  const accessKey = home.secrets.S3_ACCESS_KEY;
  const directory = home.path('objects');
  const store = await objectStore({ accessKey, directory, port: ports.objectStore, bucket: BUCKET, env });
  return [
    { ...partOf(home, nats, 1_500), isReady: () => natsAnswers(ports.nats) },
    { ...partOf(home, database, 2_500), isReady: () => postgresAnswers(adminUrl(home, ports)) },
    {
      ...partOf(home, store, 1_000),
      ipc: true,
      isReady: () => objectStoreAnswers(objectStoreUrl(ports), accessKey, BUCKET),
    },
  ];
}

function partOf(home: Home, program: Program, graceMs: number) {
  const log = home.path('logs', `${program.name}.log`);
  if (existsSync(log)) renameSync(log, home.path('logs', `${program.name}.previous.log`));
  return { program, graceMs, log, pidFile: home.path('run', `${program.name}.pid`) };
}

async function prepareDatabase({ home, ports }: StackSettings): Promise<void> {
  const { TRACKER_PASSWORD: tracker, GATEWAY_PASSWORD: gateway } = home.secrets;
  await ensureRoles(adminUrl(home, ports), { tracker, gateway });
  await ensureDatabase(adminUrl(home, ports), DATABASE);
}

/** For what a person runs against this home beside the services: the rebuild, the operator's commands, and subscribers. */
async function writeSettings({ home, ports, env }: StackSettings): Promise<void> {
  const { secrets } = home;
  const settingsOf = (name: ServiceName) => serviceProgram(name, { ports, secrets, env }).env;
  const { NATS_URL, DATABASE_URL } = settingsOf('tracker');
  const { S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY, S3_SECRET_KEY } = settingsOf('imager');
  await writeVariables(home.path('tracker.env'), { NATS_URL, DATABASE_URL });
  await writeVariables(home.path('operator.env'), {
    NATS_URL: natsUrl(ports.nats, 'operator', secrets),
    DATABASE_URL,
    S3_ENDPOINT,
    S3_BUCKET,
    S3_ACCESS_KEY,
    S3_SECRET_KEY,
  });
  await writeTargets(home, ports);
  await writeVariables(home.path('subscriber.env'), {
    NATS_URL: `nats://127.0.0.1:${ports.nats}`,
    NATS_USER: 'subscriber',
    NATS_PASSWORD: secrets.NATS_SUBSCRIBER_PASSWORD,
  });
}

/**
 * Where the metrics are, as Prometheus reads it (https://prometheus.io/docs/guides/file-sd/): a Prometheus that is told of the
 * file follows the ports of each start.
 */
async function writeTargets(home: Home, { health }: StackPorts): Promise<void> {
  const targets = Object.entries(health).map(([service, port]) => ({
    targets: [`127.0.0.1:${port}`],
    labels: { job: service },
  }));
  await writeFile(home.path('metrics.json'), `${JSON.stringify(targets, null, 2)}\n`);
}

const TELL_EVERY_MS = 10_000;

async function allReady(
  parts: Supervised[],
  { say, signal }: Pick<StackSettings, 'say' | 'signal'>,
): Promise<void> {
  const stopped = Promise.withResolvers<never>();
  const telling = setInterval(() => {
    for (const { name, log, isReady } of parts) {
      if (!isReady()) say(`Still waiting for ${name}; what it says is in ${log}`);
    }
  }, TELL_EVERY_MS);
  const stop = () => stopped.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    await Promise.race([Promise.all(parts.map(({ ready }) => ready)), stopped.promise]);
  } finally {
    clearInterval(telling);
    signal.removeEventListener('abort', stop);
  }
}

async function isReady(port: number): Promise<boolean> {
  const url = `http://127.0.0.1:${port}/readyz`;
  return fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    ({ ok }) => ok,
    () => false,
  );
}

const objectStoreUrl = (ports: StackPorts) => `http://127.0.0.1:${ports.objectStore}`;
const adminUrl = (home: Home, ports: StackPorts) =>
  databaseUrl(ports.postgres, ADMINISTRATOR, home.secrets.POSTGRES_PASSWORD, 'postgres');
