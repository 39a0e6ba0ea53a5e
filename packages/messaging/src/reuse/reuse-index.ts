import { REUSE, STREAM } from '@halftone/contracts';
import {
  type ApiError,
  DiscardPolicy,
  Empty,
  type JetStreamManager,
  type NatsConnection,
  NatsError,
  nanos,
  RetentionPolicy,
  StorageType,
} from 'nats';
import {
  isConsumerNotFound,
  isNoMessageFound,
  isStreamNotFound,
  isTakenByNobody,
  sequenceInTheWay,
} from '../errors.ts';
import { confirmed, headOf } from '../publish/send.ts';
import { ensureBounded } from '../stream/ensure-stream.ts';

/** Which outputs can be reused, by keys: a JetStream key-value bucket of JSON. */
export type ReuseIndex = {
  /** What was put last, with its revision; null when there is nothing, or nothing any more. */
  get(key: string): Promise<{ value: unknown; revision: number } | null>;
  /** @returns its revision */
  put(key: string, value: object): Promise<number>;
  /** Removes what has this revision, and nothing newer. */
  remove(key: string, revision: number): Promise<void>;
};

export type ReuseIndexLimits = {
  /** Its size, at which what was put first goes. */
  maxBytes: number;
  /** How long something stays that is not put again. */
  maxAgeMs: number;
  replicas?: number;
};

type Server = { connection: NatsConnection; jsm: JetStreamManager };

/** More than an entry has with the longest addresses and tags that an event takes. */
const MAX_ENTRY_BYTES = 32 * 1024;

/**
 * Opens the index, and makes it where it is missing, also when it is lost later; one that exists keeps its limits, which are the
 * operator's to change. A new one is filled from the start of the log: the consumer that fills it begins again.
 */
export async function openReuseIndex(
  { connection, jsm }: Server,
  limits: ReuseIndexLimits,
): Promise<ReuseIndex> {
  const ensure = together(() => ensureIndex(jsm, limits));
  await ensure();
  const put = async (key: string, bytes: Buffer) =>
    (await confirmed(connection, subjectOf(key), { bytes, head: NO_HEAD })).seq;
  return {
    async get(key) {
      const message = await newest(connection, subjectOf(key));
      if (!message || isRemoval(message)) return null;
      return { value: parsed(Buffer.from(message.data ?? '', 'base64').toString()), revision: message.seq };
    },
    async put(key, value) {
      const entry = Buffer.from(JSON.stringify(value));
      try {
        return await put(key, entry);
      } catch (error) {
        if (!isTakenByNobody(error)) throw error;
        await ensure();
        return await put(key, entry);
      }
    },
    async remove(key, revision) {
      const head = headOf({ [OPERATION]: 'DEL', 'Nats-Expected-Last-Subject-Sequence': String(revision) });
      try {
        await confirmed(connection, subjectOf(key), { bytes: Empty, head });
      } catch (error) {
        if (sequenceInTheWay(error) === null) throw error;
      }
    },
  };
}

/**
 * Entries are read and written as the client's key-value store does it (ADR-8 of NATS), but without that: an image that is reused
 * has to do little else, and the client's layers around each question took a tenth of its time.
 */
const subjectOf = (key: string) => `$KV.${REUSE.bucket}.${key}`;
const OPERATION = 'KV-Operation';
const NO_HEAD = headOf({});
const TIMEOUT_MS = 5000;

/** https://docs.nats.io/reference/reference-protocols/nats_api_reference#fetching-from-a-stream-by-sequence */
type StoredMessage = { seq: number; data?: string; hdrs?: string };

async function newest(connection: NatsConnection, subject: string): Promise<StoredMessage | null> {
  const question = JSON.stringify({ last_by_subj: subject });
  const answer = await connection.request(`$JS.API.STREAM.MSG.GET.${REUSE.name}`, question, {
    timeout: TIMEOUT_MS,
  });
  const { message, error } = answer.json<{ message?: StoredMessage; error?: ApiError }>();
  if (message) return message;
  const reason = Object.assign(new NatsError(error?.description ?? 'no message came', String(error?.code)), {
    ...(error && { api_error: error }),
  });
  if (isNoMessageFound(reason)) return null;
  throw reason;
}

/** Whether it says that an entry was removed; one that was put has no headers, or none of these. */
const isRemoval = ({ hdrs }: StoredMessage) =>
  hdrs !== undefined && new RegExp(`^${OPERATION}: *(DEL|PURGE)`, 'm').test(atob(hdrs));

/** The consumer goes first: should this be broken off in between, whoever finds no index does both. */
async function ensureIndex(jsm: JetStreamManager, limits: ReuseIndexLimits): Promise<void> {
  if (await exists(jsm)) return;
  await beginAgain(jsm);
  await ensureBounded(jsm, bucketOf(limits));
}

/** Does once what several want at the same time. */
function together(work: () => Promise<void>): () => Promise<void> {
  let underWay: Promise<void> | undefined;
  return () => {
    underWay ??= work().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}

/**
 * As the client would make it, but for two settings. Of a full bucket the oldest goes: it is a cache. And there are no direct
 * gets, whose answer is the entry as it stands: who may write entries could have it sent to a subject of the log.
 */
const bucketOf = ({ maxBytes, maxAgeMs, replicas = 1 }: ReuseIndexLimits) => ({
  name: REUSE.name,
  subjects: [...REUSE.subjects],
  storage: StorageType.File,
  retention: RetentionPolicy.Limits,
  num_replicas: replicas,
  discard: DiscardPolicy.Old,
  max_bytes: maxBytes,
  max_age: nanos(maxAgeMs),
  max_msg_size: MAX_ENTRY_BYTES,
  max_msgs_per_subject: 1,
  allow_rollup_hdrs: true,
  deny_delete: true,
});

async function exists(jsm: JetStreamManager): Promise<boolean> {
  try {
    await jsm.streams.info(REUSE.name);
    return true;
  } catch (error) {
    if (isStreamNotFound(error)) return false;
    throw error;
  }
}

async function beginAgain(jsm: JetStreamManager): Promise<void> {
  try {
    await jsm.consumers.delete(STREAM.name, REUSE.durable);
  } catch (error) {
    if (!isConsumerNotFound(error)) throw error;
  }
}

/** A later version may write entries in another form. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
