import { findingsIn, givenUp, type Ledger, ledgersOf } from './ledger.ts';
import { collectOrphans } from './orphans.ts';
import type { Round } from './plan.ts';
import type { RawLog } from './raw-log.ts';
import type { Stage } from './run.ts';
import {
  outputFindings,
  readModelFindings,
  storeFindings,
  webhookFindings,
  withReadModel,
} from './surroundings.ts';
import type { Upload } from './uploader.ts';
import { verifyFindings } from './verified.ts';

/** What a run came to. */
export type Report = Counts & {
  seed: number;
  /** The faults, in words. */
  rounds: string;
  seconds: number;
};

export type Counts = {
  faults: number;
  requests: number;
  /** Uploads that were refused with 503, or got no answer. */
  refused: number;
  unanswered: number;
  /** Uploaded files that nobody came to own, and that were collected. */
  orphans: number;
  images: number;
  /** Images that the log asks for and that have no outcome. */
  lost: number;
  /** Outcomes that came twice; the first counts. */
  repeats: number;
  /** Good images given up, since their origin was away for all their attempts. */
  givenUp: number;
  webhooks: number;
  /** Webhooks beyond the first that was confirmed. */
  webhooksRepeated: number;
  findings: string[];
};

/** What is needed to count. */
export type Scene = Pick<Stage, 'system' | 'log' | 'receiver' | 'origin'>;

type Evidence = { uploads: readonly Upload[]; rounds: readonly Round[]; unsettled: readonly string[] };

/** Counts everything by hand. Each finding is a sentence; a run without findings has lost nothing. */
export async function judge(stage: Scene, { uploads, rounds, unsettled }: Evidence): Promise<Counts> {
  const { log, receiver, system } = stage;
  const ledgers = [...ledgersOf(await log.read()).values()];
  const faults = rounds.flatMap((round) => round.faults.map(({ fault }) => fault));
  const wasCutOff = faults.some(({ target }) => target === 'origin');
  const findings = [...unsettled];
  for (const ledger of ledgers) {
    const found = await requestFindings(stage, ledger, { uploads, wasCutOff });
    findings.push(...found.map((finding) => `${ledger.filename} (${ledger.requestId}): ${finding}`));
  }
  findings.push(...uploadFindings(uploads, ledgers));
  findings.push(...(await storeFindings(system.objectStore, ledgers)));
  const orphans = await collectOrphans(system);
  findings.push(...(await natsFindings(log, ledgers)));
  findings.push(...(await verifyFindings(system)));
  const received = ledgers.map(({ filename }) => receiver.receivedFor(filename));
  return {
    faults: faults.length,
    requests: ledgers.length,
    refused: sum(uploads.map(({ refusals }) => refusals)),
    unanswered: sum(uploads.map(({ unanswered }) => unanswered)),
    orphans,
    images: sum(ledgers.map(({ requested }) => requested.size)),
    lost: sum(ledgers.map(({ requested, finals }) => requested.size - finals.size)),
    repeats: sum(ledgers.map(({ repeats }) => repeats)),
    givenUp: sum(ledgers.map(givenUp)),
    webhooks: received.filter((all) => all.some(({ confirmed }) => confirmed)).length,
    webhooksRepeated: sum(
      received.map((all) => Math.max(0, all.filter(({ confirmed }) => confirmed).length - 1)),
    ),
    findings,
  };
}

async function requestFindings(
  { origin, receiver, system }: Scene,
  ledger: Ledger,
  { uploads, wasCutOff }: { uploads: readonly Upload[]; wasCutOff: boolean },
): Promise<string[]> {
  const catalogue = uploads.find(({ catalogue: { filename } }) => filename === ledger.filename)?.catalogue;
  if (!catalogue) return ['nobody uploaded it'];
  return [
    ...findingsIn(ledger, { catalogue, origin, wasCutOff }),
    ...(await withReadModel(system, (client) => readModelFindings(client, ledger))),
    ...(await outputFindings(system.api, ledger, catalogue)),
    ...webhookFindings(receiver.receivedFor(ledger.filename), ledger),
  ];
}

/** What clients were told against what the log holds. */
function uploadFindings(uploads: readonly Upload[], ledgers: readonly Ledger[]): string[] {
  return uploads.flatMap(({ catalogue: { filename }, requestId, keyed, unanswered, refusals, faults }) => {
    const found = ledgers.filter((ledger) => ledger.filename === filename).map((ledger) => ledger.requestId);
    const findings = faults.map((fault) => `${filename}: ${fault}`);
    if (requestId !== undefined && !found.includes(requestId))
      findings.push(`${filename} was accepted and is lost`);
    if (keyed && requestId === undefined) findings.push(`${filename} was never accepted`);
    // Whoever gets no answer cannot know; the log may have taken a publish whose confirmation got lost.
    const most = requestId !== undefined || unanswered + refusals > 0 ? 1 : 0;
    if (found.length > most) findings.push(`${filename} stands in the log ${found.length} times`);
    return findings;
  });
}

/** What is left in NATS that should not be. */
async function natsFindings(log: RawLog, ledgers: readonly Ledger[]): Promise<string[]> {
  const findings: string[] = [];
  const deadLetters = await log.deadLetters();
  if (deadLetters > 0) findings.push(`${deadLetters} dead letters`);
  for (const { name, config } of await log.consumers()) {
    // A reader whose process was killed is forgotten by the server itself, a minute later at most.
    const isForgotten = (config.inactive_threshold ?? 0) > 0 && (config.inactive_threshold ?? 0) <= 60e9;
    if (!config.durable_name && !isForgotten) findings.push(`the consumer ${name} is left over`);
  }
  const { names, orphans } = await log.uploads();
  const owned = new Set(
    ledgers.flatMap(({ accepted }) =>
      accepted.map(({ event }) => (event.name === 'request.accepted' ? event.data.upload.object : '')),
    ),
  );
  findings.push(...orphans.map((subject) => `the uploads bucket holds a chunk of no file: ${subject}`));
  findings.push(
    ...names
      .filter((name) => !owned.has(name))
      .map((name) => `the uploads bucket holds a file of no request: ${name}`),
  );
  return findings;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
