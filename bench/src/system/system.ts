import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { ServiceName } from '@halftone/contracts';
import {
  findNatsServer,
  freePort,
  livingProcess,
  openHome,
  type StackPorts,
  serviceProgram,
  startStack,
} from '@halftone/local-stack';
import { connectLog, type EventLog } from '@halftone/messaging';
import { createLogger } from '@halftone/runtime';
import { until } from './client.ts';
import { consumedUpTo } from './consumed.ts';
import { type Another, pinFamily, startAnother } from './pinned.ts';
import { type Usage, usageOf } from './processes.ts';

export type SystemOptions = {
  /** All of them unless it says otherwise. */
  services?: readonly ServiceName[];
  /** Environment variables for all services. */
  settings?: Record<string, string>;
};

/** Halftone as `npm start` runs it, in a home of its own. */
export type System = AsyncDisposable & {
  /** The gateway's address. */
  api: string;
  /** NATS as the operator. */
  natsUrl: string;
  /** PostgreSQL as the tracker. */
  databaseUrl: string;
  /** The log as the operator. */
  log: EventLog;
  /** The home, in which the stack keeps everything. */
  home: string;
  ports: StackPorts;
  /** What a service's process and its children use. */
  usageOf(program: string): Promise<Usage>;
  /** Starts one more of a service, on one core alone. */
  startAnother(name: ServiceName, core: number): Promise<Another>;
  /** Keeps a program and the processes it started to one core. */
  pin(program: string, core: number): Promise<void>;
  /** Stops a service in the middle of what it does, and lets it go on. */
  pause(name: ServiceName): Promise<void>;
  resume(name: ServiceName): Promise<void>;
  /** Resolves when the log holds so many events. */
  logReaches(sequence: number): Promise<void>;
  /** Resolves when a durable consumer has acknowledged everything up to a sequence. */
  consumerReaches(durable: string, sequence: number): Promise<void>;
  /** Milliseconds from the acceptance of a request until the last image from these servers was compressed. */
  lastEndOf(requestId: string, servers: readonly string[]): Promise<number>;
};

/**
 * Starts it. Its processes go when it is disposed of, but its home is left in the folder: for minutes after many files
 * were deleted ext4 looks for each new one through all the places of the old, which would be measured with the next system.
 */
export async function startSystem(folder: string, options: SystemOptions = {}): Promise<System> {
  const { services, settings = {} } = options;
  await using parts = new AsyncDisposableStack();
  const directory = await mkdtemp(join(folder, 'home-'));
  const home = parts.use(await openHome(directory));
  const ports = await freePorts();
  const env = { ...process.env, LOG_LEVEL: 'warn', OUTBOUND_ALLOW: '127.0.0.1', ...settings };
  parts.use(
    await startStack({
      home,
      ports,
      env,
      natsBinary: await findNatsServer({ env }),
      ...(services && { services }),
      say: () => {},
      report: (event) => process.stderr.write(`${JSON.stringify(event)}\n`),
      signal: new AbortController().signal,
    }),
  );
  const operator = parseEnv(await readFile(home.path('operator.env'), 'utf8'));
  const { NATS_URL: natsUrl = '', DATABASE_URL: databaseUrl = '' } = operator;
  const logger = createLogger('bench', 'silent');
  const log = parts.use(await connectLog({ url: natsUrl, service: 'tracker', logger }));
  const pidOf = async (program: string) => {
    const pid = await livingProcess(home.path('run', `${program}.pid`));
    if (pid === undefined) throw new Error(`${program} does not run`);
    return pid;
  };
  const signal = async (name: ServiceName, kind: NodeJS.Signals) =>
    void process.kill(await pidOf(name), kind);
  const running = parts.move();
  return {
    api: `http://127.0.0.1:${ports.api}`,
    natsUrl,
    databaseUrl,
    log,
    home: directory,
    ports,
    usageOf: async (program) => usageOf(await pidOf(program)),
    startAnother: async (name, core) =>
      startAnother(
        serviceProgram(name, { ports: await withOtherPorts(ports), secrets: home.secrets, env }),
        core,
      ),
    pin: async (program, core) => pinFamily(await pidOf(program), core),
    pause: (name) => signal(name, 'SIGSTOP'),
    resume: (name) => signal(name, 'SIGCONT'),
    logReaches: (sequence) =>
      until(`the log holds ${sequence} events`, async () => (await log.lastSequence()) >= sequence),
    consumerReaches: (durable, sequence) =>
      until(`${durable} is through`, async () => (await consumedUpTo(natsUrl, durable)) >= sequence),
    lastEndOf: (requestId, servers) => lastEndOf(log, requestId, servers),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function freePorts(): Promise<StackPorts> {
  const [api, nats, postgres, objectStore, samples, ingest, imager, tracker, notifier, gateway] =
    await Promise.all(Array.from({ length: 10 }, freePort));
  return {
    api,
    nats,
    postgres,
    objectStore,
    samples,
    health: { ingest, imager, tracker, notifier, gateway },
  } as StackPorts;
}

async function withOtherPorts(ports: StackPorts): Promise<StackPorts> {
  const { health } = await freePorts();
  return { ...ports, health };
}

async function lastEndOf(log: EventLog, requestId: string, servers: readonly string[]): Promise<number> {
  const wanted = new Set<string>();
  let acceptedAt = 0;
  let lastAt = 0;
  for await (const { event } of log.replay({ to: await log.lastSequence() })) {
    if (event.subject !== requestId) continue;
    if (event.name === 'request.accepted') acceptedAt = Date.parse(event.time);
    if (event.name === 'image.requested') {
      if (servers.includes(new URL(event.data.url).origin)) wanted.add(event.data.imageId);
    }
    if (event.name === 'image.compressed' && wanted.has(event.data.imageId)) {
      lastAt = Math.max(lastAt, Date.parse(event.time));
    }
  }
  return lastAt - acceptedAt;
}
