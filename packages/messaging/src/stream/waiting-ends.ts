import { type EndName, filterFor, parseSubject, WAITING_ENDS } from '@halftone/contracts';
import {
  DiscardPolicy,
  type JetStreamManager,
  type NatsConnection,
  RetentionPolicy,
  StorageType,
} from 'nats';
import { getDirectly, type Stored } from './direct-get.ts';

/** More ends than an operator lets wait; each is about 600 bytes. */
const MOST_ENDS = 10_000;
const ROOM_BYTES = 16 * 1024 * 1024;

/** The stream of the ends that wait. Its bytes are reserved by the server; it never comes to them, at which 2.9.10 drops. */
export const waitingEndsStream = {
  name: WAITING_ENDS.name,
  subjects: [...WAITING_ENDS.subjects],
  storage: StorageType.File,
  retention: RetentionPolicy.Limits,
  discard: DiscardPolicy.New,
  max_msgs: MOST_ENDS,
  max_bytes: ROOM_BYTES,
  allow_direct: true,
};

/** The end of a request that waits for room in the log, on the subject where it belongs, or null. */
export async function waitingEnd(
  connection: NatsConnection,
  name: EndName,
  requestId: string,
): Promise<Stored | null> {
  const subject = filterFor(name, { requestId });
  const stored = await getDirectly(connection, {
    stream: WAITING_ENDS.name,
    subject: WAITING_ENDS.subjectFor(subject),
  });
  return stored && { ...stored, subject };
}

/** What waits: the subjects, in the log, of the ends, cancellations before deletions, and how many messages of ballast. */
export async function waitingIn(jsm: JetStreamManager): Promise<{ ends: string[]; ballast: number }> {
  const [filter] = WAITING_ENDS.subjects;
  const { state } = await jsm.streams.info(WAITING_ENDS.name, { subjects_filter: filter });
  const { [WAITING_ENDS.ballast]: ballast = 0, ...ends } = state.subjects ?? {};
  return { ends: Object.keys(ends).map(WAITING_ENDS.eventSubjectOf).sort(), ballast };
}

/** The requests whose deletion waits for room, which is made by removing their events. */
export async function deletionsWaiting(jsm: JetStreamManager): Promise<string[]> {
  const { ends } = await waitingIn(jsm);
  return ends.flatMap((subject) => {
    const parsed = parseSubject(subject);
    return parsed?.name === 'request.deleted' ? [parsed.requestId] : [];
  });
}
