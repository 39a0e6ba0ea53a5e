import { createHash } from 'node:crypto';
import type { EventData } from '@halftone/contracts';
import { type Catalogue, endOf, uniqueUrls } from './catalogue.ts';
import type { ChaosOrigin } from './origin.ts';
import type { Logged } from './raw-log.ts';

/**
 * The count by hand, from the log alone and by what the catalogue asked for. It shares no code with the services and
 * none with `npm run verify`.
 */

export type Final = EventData<'image.compressed'> | EventData<'image.failed'>;

/** What the log says of one request. */
export type Ledger = {
  requestId: string;
  filename: string;
  accepted: Logged[];
  listed: Map<number, EventData<'product.listed'>>;
  requested: Map<string, EventData<'image.requested'>>;
  /** The outcome of each image that counts: the first in the log. */
  finals: Map<string, Final>;
  /** Outcomes that came a second time, and do not count. */
  repeats: number;
  completions: EventData<'request.completed'>[];
  attempts: EventData<'webhook.attempted'>[];
};

/** What the log says, by request. */
export function ledgersOf(log: readonly Logged[]): Map<string, Ledger> {
  const ledgers = new Map<string, Ledger>();
  for (const logged of log) {
    const { requestId } = logged.event.data;
    const ledger = ledgers.get(requestId) ?? emptyLedger(requestId);
    ledgers.set(requestId, ledger);
    enter(ledger, logged);
  }
  return ledgers;
}

function enter(ledger: Ledger, logged: Logged): void {
  const { event } = logged;
  switch (event.name) {
    case 'request.accepted':
      ledger.accepted.push(logged);
      ledger.filename = event.data.upload.filename;
      break;
    case 'product.listed':
      ledger.listed.set(event.data.row, event.data);
      break;
    case 'image.requested':
      ledger.requested.set(event.data.imageId, event.data);
      break;
    case 'image.compressed':
    case 'image.failed':
      if (ledger.finals.has(event.data.imageId)) ledger.repeats += 1;
      else ledger.finals.set(event.data.imageId, event.data);
      break;
    case 'request.completed':
      ledger.completions.push(event.data);
      break;
    case 'webhook.attempted':
      ledger.attempts.push(event.data);
      break;
    default:
      throw new Error(`No chaos run brings about a ${event.name}`);
  }
}

const emptyLedger = (requestId: string): Ledger => ({
  requestId,
  filename: '',
  accepted: [],
  listed: new Map(),
  requested: new Map(),
  finals: new Map(),
  repeats: 0,
  completions: [],
  attempts: [],
});

/** Every image has ended, the completion stands, and its webhook has come to an end. */
export const isOver = ({ completions, attempts }: Ledger) =>
  completions.length > 0 && attempts.some(({ outcome }) => outcome !== 'retrying');

/** What a catalogue may blame on its origin while the network to it is cut. */
const CUT_OFF = ['connection_failed', 'timeout', 'truncated', 'server_error'];

export type Expectation = { catalogue: Catalogue; origin: ChaosOrigin; wasCutOff: boolean };

/** Compares what the log says of a request with its catalogue. Each finding is a sentence. */
export function findingsIn(ledger: Ledger, expected: Expectation): string[] {
  const { accepted, listed, requested, completions } = ledger;
  const { products } = expected.catalogue;
  const urls = uniqueUrls(expected.catalogue);
  const findings: string[] = [];
  if (accepted.length !== 1) findings.push(`${accepted.length} acceptances`);
  if (completions.length !== 1) findings.push(`${completions.length} completions`);
  if (listed.size !== products.length) findings.push(`${listed.size} of ${products.length} products listed`);
  for (const [row, { images }] of listed) {
    const shown = images.map(({ url }) => url);
    if (shown.join() !== products[row - 1]?.join()) findings.push(`row ${row} lists ${shown.join(', ')}`);
  }
  if (requested.size !== urls.length) findings.push(`${requested.size} of ${urls.length} images requested`);
  findings.push(...imageFindings(ledger, expected), ...completionFindings(ledger));
  return findings;
}

function imageFindings({ requested, finals }: Ledger, { origin, wasCutOff }: Expectation): string[] {
  const findings: string[] = [];
  for (const [imageId, { url }] of requested) {
    const final = finals.get(imageId);
    const end = !final ? 'nothing' : 'output' in final ? 'compressed' : final.reason.code;
    const excused = wasCutOff && CUT_OFF.includes(end);
    if (end !== endOf(url) && !excused) findings.push(`${url} ended as ${end}`);
    const rightSource = !final || !('output' in final) || final.source.sha256 === origin.digestOf(url);
    if (!rightSource) findings.push(`${url} was taken for another image`);
  }
  for (const imageId of finals.keys()) {
    if (!requested.has(imageId)) findings.push(`nobody asked for the image ${imageId}`);
  }
  return findings;
}

function completionFindings({ listed, finals, completions }: Ledger): string[] {
  const [completion] = completions;
  if (!completion) return [];
  const compressed = [...finals.values()].filter((final) => 'output' in final).length;
  const counts = {
    products: listed.size,
    images: finals.size,
    compressed,
    failed: finals.size - compressed,
  };
  const findings: string[] = [];
  for (const [name, count] of Object.entries(counts)) {
    const said = completion.counts[name as keyof typeof counts];
    if (said !== count) findings.push(`the completion says ${said} ${name}, the log has ${count}`);
  }
  if (completion.outputsDigest !== digestOf(finals)) findings.push('the digest of the outputs is wrong');
  return findings;
}

function digestOf(finals: ReadonlyMap<string, Final>): string {
  const digest = createHash('sha256');
  for (const [imageId, final] of [...finals].sort(([a], [b]) => (a < b ? -1 : 1))) {
    digest.update(`${imageId}:${'output' in final ? final.output.sha256 : final.reason.code}\n`);
  }
  return digest.digest('hex');
}

/** Images that were good, and were given up because their origin was away for all their attempts. */
export function givenUp({ requested, finals }: Ledger): number {
  return [...requested].filter(([imageId, { url }]) => {
    const final = finals.get(imageId);
    return endOf(url) === 'compressed' && final !== undefined && 'reason' in final;
  }).length;
}
