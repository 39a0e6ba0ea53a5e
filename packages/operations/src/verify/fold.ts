import { deliveryIdOf, type HalftoneEvent } from '@halftone/contracts';
import type { Entry, Logged } from '@halftone/messaging';
import {
  columnsOf,
  type Ending,
  NOT_ENDED,
  NOT_REQUESTED,
  PRODUCT_COLUMNS,
  printOf,
  REJECTED_ROW_COLUMNS,
} from './expected-rows.ts';
import type { Findings } from './findings.ts';

/** The event of the log that counts for a fact. */
export type Fact = {
  seq: number;
  /** Of the columns that it makes. */
  print: string;
  /** Distinguishes it from another event about the same. */
  said: string;
};

export type Outcome = Fact & { endedAt: number } & (
    | {
        kind: 'compressed';
        key: string;
        bytes: number;
        sha256: string;
        sourceBytes: number;
        reusedBy: string | null;
      }
    | { kind: 'failed'; code: string }
  );

export type ImageFacts = { listed: boolean; requested: Fact | null; outcome: Outcome | null };

/** What the log says of one request. Of several events that say the same thing the first counts. */
export type RequestFold = {
  requestId: string;
  accepted: Logged<'request.accepted'> | null;
  products: Map<number, Fact>;
  rejectedRows: Map<number, Fact>;
  images: Map<string, ImageFacts>;
  completed: Logged<'request.completed'> | null;
  /** The highest quarter that was announced, in percent; null when none was. */
  progressAnnounced: number | null;
  cancelled: Logged<'request.cancelled'> | null;
  deleted: Logged<'request.deleted'> | null;
  attempts: Map<string, Logged<'webhook.attempted'>>;
  /** Sequences of the events that asked for a delivery, with its id where they say it. */
  triggers: Map<number, string>;
  /** What stands in the log about it, readable or not. */
  entries: number;
  /** The newest time of any event, in milliseconds; 0 when there is none. */
  updatedAt: number;
  events: number;
};

export function emptyFold(requestId: string): RequestFold {
  return {
    requestId,
    accepted: null,
    products: new Map(),
    rejectedRows: new Map(),
    images: new Map(),
    completed: null,
    progressAnnounced: null,
    cancelled: null,
    deleted: null,
    attempts: new Map(),
    triggers: new Map(),
    updatedAt: 0,
    entries: 0,
    events: 0,
  };
}

/**
 * Adds up what the log says of a request, in whatever order it comes, holding of each row only a print.
 * @param deadLettered the sequences of events that the tracker has moved to the dead letters
 */
export async function foldRequest(
  requestId: string,
  entries: AsyncIterable<Entry>,
  { deadLettered, findings }: { deadLettered: ReadonlySet<number>; findings: Findings },
): Promise<RequestFold> {
  const fold = emptyFold(requestId);
  for await (const { seq, subject, event, fault } of entries) {
    fold.entries += 1;
    if (deadLettered.has(seq)) continue;
    if (event) evolve(fold, { event, seq }, findings);
    else
      findings.add(
        'unreadable_entry',
        `Entry ${seq} on ${subject} is not an event and is ignored: ${fault}.`,
      );
  }
  return fold;
}

function evolve(fold: RequestFold, logged: Logged, findings: Findings): void {
  const { event, seq } = logged;
  fold.events += 1;
  fold.updatedAt = Math.max(fold.updatedAt, Date.parse(event.time));
  switch (event.name) {
    case 'request.accepted':
      fold.accepted = firstOf(fold.accepted, { event, seq });
      return;
    case 'product.listed':
      addProduct(fold, event, seq, findings);
      return;
    case 'product.rejected':
      addRejectedRow(fold, event, seq, findings);
      return;
    case 'image.requested':
      addRequested(fold, event, seq);
      return;
    case 'image.compressed':
    case 'image.failed':
      addOutcome(fold, event, seq, findings);
      return;
    case 'request.completed':
      addCompletion(fold, { event, seq }, findings);
      return;
    case 'request.progressed':
      fold.progressAnnounced = Math.max(fold.progressAnnounced ?? 0, event.data.progress);
      return;
    case 'request.cancelled':
      fold.cancelled = firstOf(fold.cancelled, { event, seq });
      return;
    case 'request.deleted':
      fold.deleted = firstOf(fold.deleted, { event, seq });
      return;
    case 'webhook.attempted':
      fold.attempts.set(event.id, firstOf(fold.attempts.get(event.id) ?? null, { event, seq }));
      return;
    case 'webhook.requested':
    case 'webhook.redelivery-requested':
      fold.triggers.set(seq, event.data.deliveryId);
      return;
    default:
      unreachable(event);
  }
}

function unreachable(event: never): never {
  throw new Error(`nothing is known of ${JSON.stringify(event)}`);
}

const firstOf = <T extends { seq: number }>(known: T | null, other: T): T =>
  known && known.seq < other.seq ? known : other;

function addProduct(
  fold: RequestFold,
  event: HalftoneEvent<'product.listed'>,
  seq: number,
  findings: Findings,
): void {
  const { row, images } = event.data;
  const fact = factOf(event, seq, PRODUCT_COLUMNS);
  const known = fold.products.get(row);
  if (known && known.said !== fact.said) {
    findings.add(
      'product_contradicted',
      `Row ${row} is listed by events ${known.seq} and ${seq}, which differ.`,
    );
  }
  fold.products.set(row, firstOf(known ?? null, fact));
  for (const { imageId } of images) imageOf(fold, imageId).listed = true;
}

function addRejectedRow(
  fold: RequestFold,
  event: HalftoneEvent<'product.rejected'>,
  seq: number,
  findings: Findings,
): void {
  const { line } = event.data;
  const fact = factOf(event, seq, REJECTED_ROW_COLUMNS);
  const known = fold.rejectedRows.get(line);
  if (known && known.said !== fact.said) {
    const detail = `The row on line ${line} is skipped by events ${known.seq} and ${seq}, which differ.`;
    findings.add('rejected_row_contradicted', detail);
  }
  fold.rejectedRows.set(line, firstOf(known ?? null, fact));
}

/** What is said is the same wherever it stands in the log. */
function factOf(event: HalftoneEvent, seq: number, names: readonly string[]): Fact {
  return { seq, print: printOf(columnsOf(event, seq), names), said: printOf(columnsOf(event, 0), names) };
}

function addRequested(fold: RequestFold, event: HalftoneEvent<'image.requested'>, seq: number): void {
  const image = imageOf(fold, event.data.imageId);
  image.requested = firstOf(image.requested, factOf(event, seq, Object.keys(NOT_REQUESTED)));
}

function addOutcome(fold: RequestFold, event: Ending, seq: number, findings: Findings): void {
  const { imageId } = event.data;
  const image = imageOf(fold, imageId);
  const outcome = outcomeIn(event, seq);
  const known = image.outcome;
  image.outcome = firstOf(known, outcome);
  if (known && known.said !== outcome.said) {
    const [first, second] = known.seq < seq ? [known, outcome] : [outcome, known];
    const detail = `Image ${imageId} is ${first.said} by event ${first.seq}, which counts, and ${second.said} by event ${second.seq}, which does not.`;
    findings.add('second_outcome', detail);
  }
}

function outcomeIn(event: Ending, seq: number): Outcome {
  const common = { ...factOf(event, seq, Object.keys(NOT_ENDED)), endedAt: Date.parse(event.time) };
  if (event.name === 'image.failed') {
    const { code } = event.data.reason;
    return { ...common, kind: 'failed', code, said: `failed (${code})` };
  }
  const { source, output, reused } = event.data;
  const { key, bytes, sha256 } = output;
  const said = `compressed (${sha256.slice(0, 12)}…)`;
  const stored = { key, bytes, sha256, sourceBytes: source.bytes, reusedBy: reused?.by ?? null };
  return { ...common, kind: 'compressed', ...stored, said };
}

function addCompletion(fold: RequestFold, logged: Logged<'request.completed'>, findings: Findings): void {
  const known = fold.completed;
  fold.triggers.set(logged.seq, deliveryIdOf(fold.requestId));
  fold.completed = firstOf(known, logged);
  if (known && JSON.stringify(known.event.data) !== JSON.stringify(logged.event.data)) {
    const detail = `Events ${known.seq} and ${logged.seq} both complete the request, and differ.`;
    findings.add('completion_contradicted', detail);
  }
}

function imageOf(fold: RequestFold, imageId: string): ImageFacts {
  const known = fold.images.get(imageId);
  if (known) return known;
  const image: ImageFacts = { listed: false, requested: null, outcome: null };
  fold.images.set(imageId, image);
  return image;
}
