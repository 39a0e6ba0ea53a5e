import type { EventData } from '@halftone/contracts';
import type { EventLog } from '@halftone/messaging';
import { fromLog } from '../dependencies.ts';
import { Problem } from '../problems/problems.ts';
import type { AcceptedEvent } from '../progress/request-of.ts';
import type { HeldUpload } from './held-upload.ts';
import { asksTheSame } from './idempotency.ts';

/** `replayed` when it was accepted before, under the same key. */
export type Acceptance = { event: AcceptedEvent; replayed: boolean };

export type AcceptanceLog = Pick<EventLog, 'publish' | 'lastEvent'>;

/**
 * Publishes an acceptance, and keeps its upload if the log has taken it.
 * @returns what stands in the log; `replayed` when that is an earlier acceptance of the same
 * @throws Problem `idempotency_mismatch` when it is an earlier one of something else, `request_deleted` when it is gone
 */
export async function publishAcceptance(
  log: AcceptanceLog,
  accepted: EventData<'request.accepted'>,
  { held, now }: { held: HeldUpload; now: () => Date },
): Promise<Acceptance> {
  const [publishing, reading, deleting] = await publishAndRead(log, accepted);
  // Who deletes a request while its upload is repeated must not find it started again.
  if (deleting.status === 'fulfilled' && deleting.value) throw deletedMeanwhile();
  const standing = reading.status === 'fulfilled' ? reading.value : null;
  if (standing && standing.event.data.upload.object !== accepted.upload.object) {
    if (asksTheSame(standing.event.data, accepted)) return { event: standing.event, replayed: true };
    throw new Problem(
      'idempotency_mismatch',
      'This key was used before with another catalogue or other options.',
    );
  }
  // When the log does not tell what it holds, the upload has to stay, since the event may need it.
  if (standing || reading.status === 'rejected') held.keep();
  if (standing) return { event: standing.event, replayed: false };
  if (publishing.status === 'rejected') throw publishing.reason;
  if (!publishing.value.duplicate) {
    held.keep();
    return { event: { data: accepted, time: now().toISOString() }, replayed: false };
  }
  throw reading.status === 'rejected' ? reading.reason : deletedMeanwhile();
}

/** A publish without a confirmation may stand in the log anyway: then the request is accepted. */
async function publishAndRead(log: AcceptanceLog, accepted: EventData<'request.accepted'>) {
  const [publishing] = await Promise.allSettled([
    fromLog(log.publish('request.accepted', accepted, { firstOnSubject: true, patient: true })),
  ]);
  const { requestId } = accepted;
  const [reading, deleting] = await Promise.allSettled([
    fromLog(log.lastEvent('request.accepted', requestId, { patient: true })),
    fromLog(log.lastEvent('request.deleted', requestId, { patient: true })),
  ]);
  return [publishing, reading, deleting] as const;
}

function deletedMeanwhile(): Problem {
  return new Problem('request_deleted', 'The request was deleted while it was being accepted.');
}
