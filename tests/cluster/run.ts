import { catalogueOf } from '../chaos/catalogue.ts';
import { ledgersOf } from '../chaos/ledger.ts';
import { chaosOrigin } from '../chaos/origin.ts';
import { randomFrom } from '../chaos/random.ts';
import { openRawLog } from '../chaos/raw-log.ts';
import { chaosReceiver } from '../chaos/receiver.ts';
import { judge, type Scene } from '../chaos/report.ts';
import { settle } from '../chaos/settle.ts';
import { picture } from '../e2e/pictures.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { publishRates } from './publish-rate.ts';
import type { Trouble } from './troubles.ts';
import { type TimedUpload, uploadDuring } from './uploads.ts';

/** What a trouble came to. */
export type Course = {
  trouble: string;
  uploads: number;
  /** Answers 503; the client has to repeat. */
  refused: number;
  unanswered: number;
  slowestSeconds: number;
  images: number;
  /** Images without an outcome. */
  lost: number;
  /** Outcomes that stand in the log a second time. The first counts, so that nothing is doubled by them. */
  repeats: number;
  /** From its beginning until the last request was over. */
  seconds: number;
};

type Outcome = { course: Course; uploads: TimedUpload[]; findings: string[] };
type Stage = Scene & { cluster: Cluster };

const SEED = 16;
const PICTURES = 12;
const IMAGES: [number, number] = [5, 10];
const PATIENCE_MS = 60_000;

/** Starts a cluster, and lets one trouble after another happen to it while catalogues are uploaded; then counts everything. */
export async function runTroubles(troubles: readonly Trouble[], say: (line: string) => void) {
  await using parts = new AsyncDisposableStack();
  const pictures = await Promise.all(Array.from({ length: PICTURES }, (_, i) => picture(SEED + i)));
  const origin = parts.use(await chaosOrigin({ pictures, latencyMs: 100, slowMs: 1200 }));
  const receiver = parts.use(await chaosReceiver(randomFrom(SEED)));
  const cluster = parts.use(await startCluster());
  const { system } = cluster;
  const log = parts.use(await openRawLog(system.nats.url));
  say(`two of every service at ${system.api}, NATS at ${system.nats.url}`);
  const outcomes: Outcome[] = [];
  for (const trouble of troubles) {
    say(`${trouble.name} ...`);
    const outcome = await undergo({ cluster, system, origin, receiver, log }, trouble);
    for (const finding of outcome.findings) say(`  ${finding}`);
    outcomes.push(outcome);
  }
  const uploads = outcomes.flatMap((outcome) => outcome.uploads);
  const judged = await judge(
    { system, origin, receiver, log },
    { uploads, rounds: [], unsettled: await settle(log, PATIENCE_MS) },
  );
  return {
    rates: await publishRates(system.nats.url),
    courses: outcomes.map(({ course }) => course),
    findings: [...outcomes.flatMap((outcome) => outcome.findings), ...judged.findings],
  };
}

async function undergo(stage: Stage, trouble: Trouble): Promise<Outcome> {
  const { cluster, system, origin, receiver, log } = stage;
  const random = randomFrom(SEED);
  const prefix = trouble.name.replaceAll(/\W+/g, '-');
  const failures: string[] = [];
  await log.placement();
  const from = performance.now();
  const uploads = await uploadDuring(system.api, {
    least: trouble.uploads,
    next: (n) => {
      const catalogue = catalogueOf(`${prefix}-${n}`, random.between(...IMAGES), origin.url, random);
      return [catalogue, receiver.urlFor(catalogue.filename)];
    },
    meanwhile: () =>
      trouble.happen(cluster, log).catch((error: unknown) => {
        failures.push(`${trouble.name}: ${error}`);
      }),
  });
  const unsettled = await settle(log, PATIENCE_MS);
  const seconds = (performance.now() - from) / 1000;
  const course = { ...(await countsOf(stage, uploads)), trouble: trouble.name, seconds };
  return { course, uploads, findings: [...failures, ...unsettled, ...failedUploads(uploads)] };
}

async function countsOf({ log }: Scene, uploads: readonly TimedUpload[]) {
  const names = new Set(uploads.map(({ catalogue }) => catalogue.filename));
  const ledgers = [...ledgersOf(await log.read()).values()].filter(({ filename }) => names.has(filename));
  return {
    uploads: uploads.length,
    refused: sum(uploads.map(({ refusals }) => refusals)),
    unanswered: sum(uploads.map(({ unanswered }) => unanswered)),
    slowestSeconds: Math.max(...uploads.map(({ seconds }) => seconds)),
    images: sum(ledgers.map(({ requested }) => requested.size)),
    lost: sum(ledgers.map(({ requested, finals }) => requested.size - finals.size)),
    repeats: sum(ledgers.map(({ repeats }) => repeats)),
  };
}

/** Whatever a client has to do a second time has failed for it. */
const failedUploads = (uploads: readonly TimedUpload[]) =>
  uploads
    .filter(({ refusals, unanswered }) => refusals + unanswered > 0)
    .map(
      ({ catalogue, refusals, unanswered }) =>
        `${catalogue.filename} was refused ${refusals} times and not answered ${unanswered} times`,
    );

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
