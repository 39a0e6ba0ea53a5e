import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { EventData } from '@halftone/contracts';
import type { Findings } from './findings.ts';
import type { Outcome, RequestFold } from './fold.ts';

type Completion = EventData<'request.completed'>;

/** Checks that the log holds all events of a request, and that its completion says what the events add up to. */
export function checkLog(fold: RequestFold, findings: Findings): void {
  const { accepted, completed, cancelled } = fold;
  if (!accepted) {
    findings.add('not_accepted', `The log holds ${fold.events} events of a request that was never accepted.`);
    return;
  }
  checkSurplus(fold, findings);
  checkPlaces(fold, findings);
  if (completed) {
    checkProducts(fold, findings);
    checkImages(fold, findings);
    checkCompletion(fold, completed, findings);
  } else if (!cancelled && isAllDone(fold)) {
    const { products, images } = totalsOf(fold);
    const detail = `All ${products} products are listed and all ${images} images have ended, but there is no request.completed.`;
    findings.add('completion_missing', detail);
  }
}

/** The totals that were promised at the acceptance. */
export function totalsOf({ accepted }: RequestFold) {
  const { products = 0, images = 0, rejected = 0 } = accepted?.event.data.totals ?? {};
  return { products, images, rejected };
}

/** What there must be no more of than was promised, at any moment. */
function checkSurplus(fold: RequestFold, findings: Findings): void {
  const totals = totalsOf(fold);
  for (const [row, { seq }] of fold.products) {
    if (row <= totals.products) continue;
    findings.add(
      'product_surplus',
      `Event ${seq} lists row ${row} of a file with ${totals.products} products.`,
    );
  }
  for (const [imageId, { requested, outcome }] of fold.images) {
    if (!outcome || requested) continue;
    findings.add(
      'image_not_requested',
      `Event ${outcome.seq} ends image ${imageId}, which was not requested.`,
    );
  }
  if (fold.rejectedRows.size > totals.rejected) miscountedRows(fold, findings);
}

/** A copy lies under its own request too: an output of another goes when that one is deleted. */
function checkPlaces({ requestId, images }: RequestFold, findings: Findings): void {
  for (const [imageId, { outcome }] of images) {
    if (outcome?.kind !== 'compressed' || outcome.key.startsWith(`${requestId}/`)) continue;
    const detail = `The output of image ${imageId} is the object ${outcome.key}, which is not the request's own.`;
    findings.add('output_elsewhere', detail);
  }
}

function checkProducts(fold: RequestFold, findings: Findings): void {
  const totals = totalsOf(fold);
  for (let row = 1; row <= totals.products; row += 1) {
    if (!fold.products.has(row)) {
      findings.add('product_missing', `No event lists row ${row} of ${totals.products}.`);
    }
  }
  if (fold.rejectedRows.size < totals.rejected) miscountedRows(fold, findings);
}

function miscountedRows({ rejectedRows, ...fold }: RequestFold, findings: Findings): void {
  const { rejected } = totalsOf({ rejectedRows, ...fold });
  const detail = `${rejectedRows.size} bad rows are skipped, but ${rejected} were counted at the acceptance.`;
  findings.add('rejected_rows_miscounted', detail);
}

function checkImages(fold: RequestFold, findings: Findings): void {
  for (const [imageId, { listed, requested, outcome }] of fold.images) {
    if (!requested && !outcome) {
      findings.add('image_not_requested', `Image ${imageId} is listed by a product, but was not requested.`);
    }
    if (!listed) findings.add('image_not_listed', `Image ${imageId} belongs to no product.`);
    if (requested && !outcome) {
      const detail = `Image ${imageId} was requested by event ${requested.seq} and has neither been compressed nor failed.`;
      findings.add('image_without_outcome', detail);
    }
  }
  const { images } = totalsOf(fold);
  if (fold.images.size !== images) {
    const detail = `There are ${fold.images.size} images, but ${images} were counted at the acceptance.`;
    findings.add('images_miscounted', detail);
  }
}

/** Whether everything that was promised has happened. */
export function isAllDone(fold: RequestFold): boolean {
  const { products, images, rejected } = totalsOf(fold);
  const ended = fold.images.values().filter(({ outcome }) => outcome !== null);
  const isListed = fold.products.size >= products && fold.rejectedRows.size >= rejected;
  return isListed && [...ended].length >= images;
}

function checkCompletion(
  fold: RequestFold,
  { event, seq }: NonNullable<RequestFold['completed']>,
  findings: Findings,
): void {
  const expected = expectedCompletion(fold);
  for (const [name, value] of Object.entries(expected)) {
    const said = event.data[name as keyof Completion];
    if (isDeepStrictEqual(said, value)) continue;
    const detail = `Event ${seq} completes the request with ${name} ${JSON.stringify(said)}; the log adds up to ${JSON.stringify(value)}.`;
    findings.add('completion_wrong', detail);
  }
}

/** The completion as it follows from the other events. */
function expectedCompletion(fold: RequestFold): Completion {
  const { requestId, accepted, images } = fold;
  const counts = { products: fold.products.size, images: 0, compressed: 0, failed: 0 };
  let reused = 0;
  const bytes = { source: 0, output: 0 };
  const startedAt = accepted ? Date.parse(accepted.event.time) : 0;
  let endedAt = startedAt;
  for (const { outcome } of images.values()) {
    if (!outcome) continue;
    counts.images += 1;
    counts[outcome.kind] += 1;
    endedAt = Math.max(endedAt, outcome.endedAt);
    if (outcome.kind !== 'compressed') continue;
    bytes.source += outcome.sourceBytes;
    bytes.output += outcome.bytes;
    if (outcome.reusedBy !== null) reused += 1;
  }
  const { failed, compressed } = counts;
  const { tenant, webhookUrl, webhookEvents } = accepted?.event.data ?? {};
  const said = fold.completed?.event.data;
  return {
    requestId,
    outcome: failed === 0 ? 'succeeded' : compressed === 0 ? 'failed' : 'partial',
    // What an earlier version did not say is not missed.
    counts: { ...counts, ...(said?.counts.reused !== undefined && { reused }) },
    bytes,
    durationMs: endedAt - startedAt,
    outputsDigest: outputsDigest(images),
    ...(said?.tenant !== undefined && tenant && { tenant }),
    ...(webhookUrl && { webhookUrl }),
    ...(webhookEvents && { webhookEvents }),
  };
}

function outputsDigest(images: RequestFold['images']): string {
  const digest = createHash('sha256');
  const inOrder = [...images].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [imageId, { outcome }] of inOrder) {
    // A product may list what was never requested, of which the read model has no row.
    if (outcome) digest.update(`${imageId}:${resultOf(outcome)}\n`);
  }
  return digest.digest('hex');
}

const resultOf = (outcome: Outcome) => (outcome.kind === 'compressed' ? outcome.sha256 : outcome.code);
