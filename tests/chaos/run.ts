import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  natsForTest,
  ownDatabaseForTest,
  systemForTest,
  type TestServer,
  type TestSystem,
} from '@halftone/local-stack/testing';
import { picture } from '../e2e/pictures.ts';
import { type Catalogue, catalogueOf } from './catalogue.ts';
import { adjustableClocks, type Clocks } from './clocks.ts';
import { faultsOf, type Holds } from './faults.ts';
import { type ChaosOrigin, chaosOrigin } from './origin.ts';
import { carryOut, planOf, type Round } from './plan.ts';
import { type ProcessWatch, watchProcesses } from './processes.ts';
import { randomFrom } from './random.ts';
import { openRawLog, type RawLog } from './raw-log.ts';
import { type ChaosReceiver, chaosReceiver } from './receiver.ts';
import { judge, type Report } from './report.ts';
import { settle } from './settle.ts';
import { type SmallDisk, smallDisk } from './small-disk.ts';
import { keepUploading, type Upload, upload } from './uploader.ts';

export type RunSettings = {
  seed: number;
  /** Unique images of the catalogue that is in progress while everything goes wrong. */
  images: number;
  /** How many faults. */
  faults: number;
  /** Takes only those whose name contains this. */
  only?: string;
  holds: Holds;
  /** About how long the images would take if nothing went wrong, in milliseconds. */
  undisturbedMs: number;
  /** How long the log may stand still once the last fault is healed before what is not over counts as lost. */
  patienceMs: number;
  /** Puts the log on a small disk, which is filled as well; where mounts are not allowed it is left out. */
  diskOfItsOwn?: boolean;
  /** Where the logs of the services go, to be read after a run that found something. */
  keepLogs?: string;
  say?: (line: string) => void;
};

/** All that takes part in a run. */
export type Stage = {
  system: TestSystem;
  postgres: TestServer;
  origin: ChaosOrigin;
  receiver: ChaosReceiver;
  clocks: Clocks;
  log: RawLog;
  disk: SmallDisk | undefined;
  /** The services' folder for temporary files. */
  temporary: string;
};

const ORIGIN_CONCURRENCY = 16;
const SLOW_MS = 1200;
/** Well below the time that a download waits for. */
const LONGEST_LATENCY_MS = 800;
const PICTURES = 12;

/** Short times where production has long ones, and all the retries that the faults of a run can take. */
const SETTINGS = {
  ORIGIN_CONCURRENCY: String(ORIGIN_CONCURRENCY),
  DOWNLOAD_HEADER_TIMEOUT_MS: '3000',
  DOWNLOAD_IDLE_TIMEOUT_MS: '1000',
  DOWNLOAD_RETRY_BASE_MS: '400',
  WEBHOOK_RETRY_SCHEDULE: '0.2,0.4,0.8,1.5,3,3,3,3,3',
  WEBHOOK_TIMEOUT_MS: '2000',
  LOG_LEVEL: 'info',
};

/** One run: a catalogue is worked on, more are uploaded, faults come and go; then everything is counted. */
export async function runChaos(settings: RunSettings): Promise<Report> {
  const { seed, say = () => {} } = settings;
  using processes = watchProcesses();
  const began = performance.now();
  const random = randomFrom(seed);
  const folder = await mkdtemp(join(tmpdir(), 'halftone-chaos-'));
  try {
    await using parts = new AsyncDisposableStack();
    const stage = await setStage(parts, folder, settings);
    const all = faultsOf(stage, settings.holds);
    const faults = all.filter(({ name }) => name.includes(settings.only ?? ''));
    const rounds = planOf(faults, settings.faults, random);
    say(`seed ${seed}: ${describe(rounds)}`);
    if (settings.diskOfItsOwn && !stage.disk) say('  no full disk: mounts are not allowed here');
    const uploads = await disturb(stage, rounds, settings);
    const unsettled = await settle(stage.log, settings.patienceMs);
    const judged = await judge(stage, { uploads, rounds, unsettled });
    if (settings.keepLogs) await keepLogs(stage.system, settings.keepLogs);
    await parts.disposeAsync();
    const findings = [...judged.findings, ...(await leftOver(processes, stage.temporary))];
    return {
      seed,
      rounds: describe(rounds),
      seconds: (performance.now() - began) / 1000,
      ...judged,
      findings,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function setStage(
  parts: AsyncDisposableStack,
  folder: string,
  { seed, images, undisturbedMs, diskOfItsOwn }: RunSettings,
): Promise<Stage> {
  const temporary = join(folder, 'temporary');
  await mkdir(temporary);
  const clocks = await adjustableClocks(join(folder, 'clocks'));
  const pictures = await Promise.all(Array.from({ length: PICTURES }, (_, i) => picture(seed + i)));
  const latencyMs = Math.min(LONGEST_LATENCY_MS, (undisturbedMs / images) * ORIGIN_CONCURRENCY);
  const origin = parts.use(await chaosOrigin({ pictures, latencyMs, slowMs: SLOW_MS }));
  const receiver = parts.use(await chaosReceiver(randomFrom(seed + 1)));
  const database = parts.use(await ownDatabaseForTest());
  const variables = { ...SETTINGS, ...clocks.variables, TMPDIR: temporary };
  const disk = diskOfItsOwn ? parts.use(await smallDisk(join(folder, 'disk'))) : undefined;
  const nats = parts.use(await natsForTest({ store: disk?.path }));
  const system = parts.use(await systemForTest(variables, { database, nats }));
  const log = parts.use(await openRawLog(system.nats.url));
  return { system, postgres: database, origin, receiver, clocks, log, disk, temporary };
}

/** Uploads the catalogue, and more while the faults come and go. */
async function disturb(
  { system, origin, receiver }: Stage,
  rounds: readonly Round[],
  { seed, images }: RunSettings,
): Promise<Upload[]> {
  const random = randomFrom(seed + 2);
  const prepare = (name: string, size: number): [Catalogue, string] => [
    catalogueOf(name, size, origin.url, random),
    receiver.urlFor(`${name}.csv`),
  ];
  const [catalogue, webhookUrl] = prepare('main', images);
  const main = await upload(system.api, catalogue, { webhookUrl, keyed: true });

  const over = new AbortController();
  const uploading = keepUploading(system.api, {
    next: (n) => prepare(`upload-${n}`, random.between(1, 5)),
    random,
    signal: over.signal,
  });
  await carryOut(rounds).finally(() => over.abort());
  return [main, ...(await uploading)];
}

/** What should have ended or gone with the run, and did not. */
async function leftOver(processes: ProcessWatch, temporary: string): Promise<string[]> {
  const files = await readdir(temporary);
  return [
    ...(await processes.leftOver()).map((command) => `a process is left over: ${command}`),
    ...files.map((file) => `a temporary file is left over: ${file}`),
  ];
}

async function keepLogs(system: TestSystem, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, service] of Object.entries(system.services)) {
    await cp(service.log, join(folder, `${name}.log`));
  }
}

const describe = (rounds: readonly Round[]) =>
  rounds.map(({ faults }) => faults.map(({ fault }) => fault.name).join(' & ')).join(', ');
