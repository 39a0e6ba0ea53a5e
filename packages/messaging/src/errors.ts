import { ErrorCode, NatsError } from 'nats';

/** The log cannot take or give an event now: NATS is away, or the log is full. Trying again later is right. */
export class LogUnavailableError extends Error {
  override name = 'LogUnavailableError';
  /** `full` when the log has reached its limit, `unreachable` otherwise. */
  readonly reason: 'unreachable' | 'full';

  constructor(reason: 'unreachable' | 'full', message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** The log must not be used as it is: events would be lost. An operator has to act; trying again does not help. */
export class LogRefusedError extends Error {
  override name = 'LogRefusedError';
}

/** A stream could not be backed up or restored. */
export class SnapshotError extends Error {
  override name = 'SnapshotError';
}

/** Another service that was asked something has not answered. */
export class NoAnswerError extends Error {
  override name = 'NoAnswerError';
}

/** Thrown by a handler to have the event delivered again after a time of its own choosing. */
export class RetryLater extends Error {
  override name = 'RetryLater';
  readonly delayMs: number;

  constructor(delayMs: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.delayMs = delayMs;
  }
}

/** Nothing has been done for too long with events that a consumer has in hand. */
export class StalledError extends Error {
  override name = 'StalledError';
}

/** The bytes of a stored upload are not those that were stored. */
export class CorruptUploadError extends Error {
  override name = 'CorruptUploadError';
}

/**
 * Thrown by a handler for events that can never be handled as they are: trying again would change nothing. They are set
 * aside as dead letters for an operator; the other events of the batch count as handled.
 */
export class ImpossibleEventsError extends Error {
  override name = 'ImpossibleEventsError';
  /** Why, by the sequence of the event. */
  readonly reasons: ReadonlyMap<number, string>;

  constructor(reasons: Iterable<readonly [seq: number, reason: string]>, options?: ErrorOptions) {
    const bySequence = new Map(reasons);
    const what = [...bySequence].map(([seq, reason]) => `event ${seq}: ${reason}`);
    super(what.join('; '), options);
    this.reasons = bySequence;
  }
}

/** Error codes of the JetStream API (https://github.com/nats-io/nats-server/blob/main/server/errors.json). */
const API = {
  wrongLastSequence: 10071,
  wrongLastSubjectSequence: 10164,
  noMessageFound: 10037,
  messageNotDeleted: 10057,
  consumerCreate: 10012,
  consumerNotFound: 10014,
  streamNotFound: 10059,
  nameInUse: 10058,
  consumerNameInUse: 10013,
  consumerAlreadyExists: 10148,
  storageResourcesExceeded: 10047,
  noSuitablePeers: 10005,
  full: [10023, 10028, 10047, 10052, 10077, 10122],
} as const;

const apiCode = (error: unknown) => (error instanceof NatsError ? error.api_error?.err_code : undefined);

export const isNoMessageFound = (error: unknown) =>
  apiCode(error) === API.noMessageFound || (error instanceof NatsError && error.code === '404');

/** A message could not be deleted, as when another has deleted it. */
export const isMessageNotDeleted = (error: unknown) => apiCode(error) === API.messageNotDeleted;

export const isConsumerNotFound = (error: unknown) => apiCode(error) === API.consumerNotFound;

export const isStreamNotFound = (error: unknown) => apiCode(error) === API.streamNotFound;

/** Nobody took a publish: its stream is gone, or has no leader now. */
export const isTakenByNobody = (error: unknown) =>
  error instanceof NatsError && error.code === ErrorCode.NoResponders;

/** The consumer exists with another configuration. */
export const isConsumerConfigured = (error: unknown) =>
  apiCode(error) === API.consumerNameInUse ||
  apiCode(error) === API.consumerAlreadyExists ||
  beginsElsewhere(error);

/** The code is that of any consumer that cannot be made. */
const beginsElsewhere = (error: unknown) =>
  apiCode(error) === API.consumerCreate && error instanceof NatsError && /deliver policy/.test(error.message);

/** The stream exists with another configuration. */
export const isNameInUse = (error: unknown) => apiCode(error) === API.nameInUse;

/** The server, or no server of the cluster, has the bytes to spare that a stream asks for. */
export const isStoreTooSmall = (error: unknown) =>
  apiCode(error) === API.storageResourcesExceeded || apiCode(error) === API.noSuitablePeers;

/** The sequence that the subject already has, when that is why the server refused a publish. */
export function sequenceInTheWay(error: unknown): number | null {
  const code = apiCode(error);
  if (code !== API.wrongLastSequence && code !== API.wrongLastSubjectSequence) return null;
  const sequence = /wrong last sequence: (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
  return sequence === undefined ? null : Number(sequence);
}

/** Whether a publish failed because the log has no room. */
export const isFull = (error: unknown): boolean =>
  error instanceof LogUnavailableError && error.reason === 'full';

/** What a failed publish means to its caller. */
export function toUnavailable(subject: string, error: unknown): LogUnavailableError {
  const code = apiCode(error);
  const full = API.full.some((known) => known === code);
  return new LogUnavailableError(
    full ? 'full' : 'unreachable',
    full ? `the log is full: ${subject} was refused` : `the log did not confirm ${subject}`,
    { cause: error },
  );
}
