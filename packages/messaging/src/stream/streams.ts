import {
  DEAD_LETTERS,
  ENDPOINTS,
  INBOX,
  type ServiceName,
  STREAM,
  UPLOADS,
  VERIFICATIONS,
} from '@halftone/contracts';
import { isOlder, type Version, versionIn } from '@halftone/runtime';
import { DiscardPolicy, type JetStreamManager, nanos, RetentionPolicy, StorageType } from 'nats';
import type { LogSettings } from '../access/settings.ts';
import { ensureBounded, ensureStream } from './ensure-stream.ts';
import { waitingEndsStream } from './waiting-ends.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Uploads are needed until ingest has listed them; the time beyond that is for resuming after a long outage. */
const UPLOADS_KEPT_MS = 7 * DAY_MS;
const DEAD_LETTERS_KEPT_MS = 90 * DAY_MS;
/** They are there to be looked at; what can never be handled must not take the space of what can. */
const DEAD_LETTERS_KEPT_BYTES = 1024 ** 3;
/** Enough to see whether what was found is new. */
const VERIFICATIONS_KEPT = 20;
const INBOX_KEPT_MS = 7 * DAY_MS;
const INBOX_KEPT_OF_EACH = 100;

/** The service that may change the log, since it may also remove events from it. */
const KEEPER: ServiceName = 'tracker';

/** Makes the log, what stands beside it and the uploads bucket where they are missing. Any service may be the first. */
export async function ensureStreams(
  jsm: JetStreamManager,
  settings: LogSettings,
  serverVersion: string,
): Promise<void> {
  const { replicas = 1, maxAgeDays = 0 } = settings;
  const common = { storage: StorageType.File, retention: RetentionPolicy.Limits, num_replicas: replicas };
  await ensureStream(jsm, {
    ...common,
    name: STREAM.name,
    subjects: [...STREAM.subjects],
    // A full log refuses new work; it never drops what is unprocessed.
    discard: DiscardPolicy.New,
    max_age: nanos(maxAgeDays * DAY_MS),
    max_bytes: limitFor(settings, serverVersion),
    allow_direct: true,
  });
  if (settings.service === KEEPER) await ensureDirectGets(jsm);
  await ensureBounded(jsm, { ...waitingEndsStream, num_replicas: replicas });
  await ensureBounded(jsm, {
    ...common,
    name: DEAD_LETTERS.name,
    subjects: [...DEAD_LETTERS.subjects],
    discard: DiscardPolicy.Old,
    max_age: nanos(DEAD_LETTERS_KEPT_MS),
    max_bytes: DEAD_LETTERS_KEPT_BYTES,
  });
  // Whatever the log drops by age, an endpoint that was registered stays.
  await ensureStream(jsm, {
    ...common,
    name: ENDPOINTS.name,
    subjects: [...ENDPOINTS.subjects],
    discard: DiscardPolicy.New,
  });
  await ensureStream(jsm, {
    ...common,
    name: VERIFICATIONS.name,
    subjects: [VERIFICATIONS.subject],
    discard: DiscardPolicy.Old,
    max_msgs: VERIFICATIONS_KEPT,
    allow_direct: true,
  });
  await ensureStream(jsm, {
    ...common,
    name: INBOX.name,
    subjects: [...INBOX.subjects],
    discard: DiscardPolicy.Old,
    max_age: nanos(INBOX_KEPT_MS),
    max_msgs_per_subject: INBOX_KEPT_OF_EACH,
  });
  await ensureStream(jsm, {
    ...common,
    name: UPLOADS.name,
    subjects: [...UPLOADS.subjects],
    discard: DiscardPolicy.New,
    max_age: nanos(UPLOADS_KEPT_MS),
    // As the object store's specification has it: the newest description of a file replaces those before.
    allow_rollup_hdrs: true,
    allow_direct: true,
  });
}

/**
 * With a limit in bytes, nats-server 2.9.10, 2.9.25 and 2.10.0 drop the oldest events at its edge, although they are to refuse
 * the new ones, and when it is lowered. 2.10.27, 2.12.15 and 2.15.3 drop nothing, also not after a restart.
 */
const KEEPS_THE_OLDEST_SINCE: Version = [2, 10, 27];

/** Rather a log without a limit than one that loses events. */
function limitFor({ maxBytes = -1, logger }: LogSettings, serverVersion: string): number {
  const version = versionIn(serverVersion);
  if (maxBytes < 0 || (version && !isOlder(version, KEEPS_THE_OLDEST_SINCE))) return maxBytes;
  logger.error(
    { serverVersion, maxBytes },
    'STREAM_MAX_BYTES needs nats-server 2.10.27 or newer, which does not drop events at the limit; the log is made without one',
  );
  return -1;
}

/** Direct gets came later than the log: one that was made without them gets them now. */
async function ensureDirectGets(jsm: JetStreamManager): Promise<void> {
  const { config } = await jsm.streams.info(STREAM.name);
  if (!config.allow_direct) await jsm.streams.update(STREAM.name, { allow_direct: true });
}
