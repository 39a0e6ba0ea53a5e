import type { DeadLetter, OperatorLog } from '@halftone/messaging';
import { type ReadModel, Request } from '@halftone/read-model';
import type { OutputStore } from '../output-store.ts';
import { checkDeleted } from './check-deleted.ts';
import { checkLog, totalsOf } from './check-log.ts';
import { checkReadModel } from './check-read-model.ts';
import { checkStore } from './check-store.ts';
import { checkWebhooks, type WebhookState } from './check-webhooks.ts';
import { createFindings, type Finding, type FindingCode, type Findings } from './findings.ts';
import { foldRequest, type RequestFold } from './fold.ts';

export type VerifyParts = {
  log: Pick<
    OperatorLog,
    'requestIds' | 'entriesOf' | 'entryAt' | 'firstSequence' | 'deadLetters' | 'endpointEvents'
  >;
  readModel: ReadModel;
  store: OutputStore;
};

/**
 * Where a request is: `expired` when the log has dropped it by age, `unreadable` when what the log has under its id are no
 * events, and `unknown` when neither the log nor the read model has heard of it.
 */
export type RequestState =
  | 'running'
  | 'completed'
  | 'cancelled'
  | 'deleted'
  | 'expired'
  | 'unreadable'
  | 'unknown';

export type RequestReport = {
  requestId: string;
  state: RequestState;
  /** Accepted, and what has become of it so far. */
  totals: { products: number; images: number };
  counts: { products: number; compressed: number; failed: number; reused: number };
  /** Outputs that were read from the store. */
  objects: number;
  webhook: WebhookState;
  /** The first ones of each code. */
  findings: Finding[];
  /** How many there are of each code in all. */
  found: Partial<Record<FindingCode, number>>;
};

/** Events may be on their way for this long; an older request is settled. */
const YOUNG_MS = 60_000;

/** What is known before a request is looked at. */
export type Background = { deadLetters: readonly DeadLetter[]; firstSequence: number; now: number };

/** One look at one request, and whether something about it may still be on its way. */
export async function verifyRequest(
  parts: VerifyParts,
  requestId: string,
  { deadLetters, firstSequence, now }: Background,
): Promise<{ report: RequestReport; isYoung: boolean }> {
  const findings = createFindings();
  const letters = deadLetters.filter(({ subject }) => subject.endsWith(`.${requestId}`));
  const deadLettered = new Set(
    letters.filter(({ consumer }) => consumer === 'tracker').map(({ seq }) => seq),
  );
  const fold = await foldRequest(requestId, parts.log.entriesOf(requestId), { deadLettered, findings });
  const isYoung = now - fold.updatedAt < YOUNG_MS;
  const state = await stateOf(fold, parts.readModel, firstSequence);
  const checked = await checkAll(fold, { ...parts, findings, state, isYoung });
  addDeadLetters(letters, state, findings);
  const { shown, counts } = findings.all();
  return {
    isYoung,
    report: { requestId, state, ...summary(fold), ...checked, findings: shown, found: counts },
  };
}

type Checking = VerifyParts & { findings: Findings; state: RequestState; isYoung: boolean };

async function checkAll(fold: RequestFold, { state, isYoung, ...parts }: Checking) {
  const { store, findings } = parts;
  const nothing = { objects: 0, webhook: 'none' as const };
  switch (state) {
    case 'unreadable':
      return nothing;
    case 'unknown':
      findings.add('unknown_request', 'Neither the log nor the read model knows of this request.');
      return nothing;
    case 'expired':
      findings.add(
        'expired',
        'The log has dropped this request by age, so there is nothing to compare it with.',
      );
      return nothing;
    case 'deleted':
      await checkDeleted(fold, parts, findings);
      return nothing;
  }
  checkLog(fold, findings);
  // The rows of a request that is on the move are always a little behind.
  if (state !== 'running' || !isYoung) await checkReadModel(fold, parts);
  const { objects } = await checkStore(fold, store, findings);
  const webhook = fold.completed ? checkWebhooks(fold, findings) : 'none';
  return { objects, webhook };
}

async function stateOf(
  fold: RequestFold,
  readModel: ReadModel,
  firstSequence: number,
): Promise<RequestState> {
  if (fold.deleted) return 'deleted';
  if (!fold.accepted) {
    const row = await readModel.em().findOne(Request, { id: fold.requestId });
    if (row?.acceptedSeq && row.acceptedSeq < firstSequence) return 'expired';
    if (!row && fold.events === 0) return fold.entries > 0 ? 'unreadable' : 'unknown';
  }
  if (fold.completed) return 'completed';
  return fold.cancelled ? 'cancelled' : 'running';
}

function addDeadLetters(letters: readonly DeadLetter[], state: RequestState, findings: Findings): void {
  for (const { number, seq, consumer, reason } of letters) {
    findings.add(
      'dead_letter',
      `Event ${seq} could not be handled by ${consumer} and is dead letter ${number}: ${reason}`,
    );
  }
  if (letters.length > 0 && state === 'running') {
    findings.add('stuck', 'The request will not complete by itself: see its dead letters.');
  }
}

function summary(fold: RequestFold) {
  const { products, images } = totalsOf(fold);
  const counts = { products: fold.products.size, compressed: 0, failed: 0, reused: 0 };
  for (const { outcome } of fold.images.values()) {
    if (outcome) counts[outcome.kind] += 1;
    if (outcome?.kind === 'compressed' && outcome.reusedBy !== null) counts.reused += 1;
  }
  return { totals: { products, images }, counts };
}
