import type { Columns } from './expected-rows.ts';
import type { RequestFold } from './fold.ts';

/** The row of a request, as its events add up to it. */
export function expectedRequest(fold: RequestFold): Columns {
  const { accepted, completed, cancelled } = fold;
  return {
    acceptedSeq: accepted?.seq,
    acceptedAt: timeOf(accepted),
    ...acceptedColumns(accepted),
    productsListed: fold.products.size,
    rowsRejected: fold.rejectedRows.size,
    ...sumOfImages(fold),
    completedSeq: completed?.seq,
    completedAt: timeOf(completed),
    outcome: completed?.event.data.outcome,
    durationMs: completed?.event.data.durationMs,
    outputsDigest: completed?.event.data.outputsDigest,
    progressAnnounced: fold.progressAnnounced,
    cancelledSeq: cancelled?.seq,
    cancelledAt: timeOf(cancelled),
    updatedAt: new Date(fold.updatedAt),
  };
}

const timeOf = (logged: { event: { time: string } } | null) => logged && new Date(logged.event.time);

function acceptedColumns(accepted: RequestFold['accepted']): Columns {
  const data = accepted?.event.data;
  return {
    tenant: data?.tenant,
    filename: data?.upload.filename,
    upload: data?.upload,
    recipe: data?.recipe,
    lane: data?.lane,
    webhookUrl: data?.webhookUrl,
    webhookEvents: data?.webhookEvents,
    channels: data?.channels,
    retryOf: data?.retryOf,
    totalProducts: data?.totals.products,
    totalImages: data?.totals.images,
    totalRejected: data?.totals.rejected,
  };
}

/** Why an output is a copy, where its source was not downloaded for it. */
const WITHOUT_DOWNLOAD: readonly string[] = ['not-modified', 'trusted'];

function sumOfImages({ images }: RequestFold): Columns {
  const sums = {
    imagesCompressed: 0,
    imagesFailed: 0,
    imagesReused: 0,
    sourceBytes: 0,
    outputBytes: 0,
    notDownloadedBytes: 0,
  };
  for (const { outcome } of images.values()) {
    if (outcome?.kind === 'failed') sums.imagesFailed += 1;
    if (outcome?.kind !== 'compressed') continue;
    sums.imagesCompressed += 1;
    sums.sourceBytes += outcome.sourceBytes;
    sums.outputBytes += outcome.bytes;
    if (outcome.reusedBy === null) continue;
    sums.imagesReused += 1;
    if (WITHOUT_DOWNLOAD.includes(outcome.reusedBy)) sums.notDownloadedBytes += outcome.sourceBytes;
  }
  return sums;
}
