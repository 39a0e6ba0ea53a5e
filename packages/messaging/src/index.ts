export { NotPermittedError } from './access/not-permitted.ts';
export { type NatsUser, PERMISSIONS, type Permissions } from './access/permissions.ts';
export { permissionsConfiguration } from './access/permissions-configuration.ts';
export { type LogSettings, logSettings } from './access/settings.ts';
export type { Backups } from './backup/backups.ts';
export type { Position } from './backup/positions.ts';
export type { StreamHead, StreamSnapshot } from './backup/snapshot.ts';
export type { ConsumeOptions, Consumption, Delivery } from './consume/consume.ts';
export type { BatchOptions } from './consume/consume-batches.ts';
export { traceOf } from './consume/observe.ts';
export {
  type DeadLetter,
  type DeadLetters,
  ForeignDeadLetterError,
  type OpenedLetter,
} from './dead-letters/dead-letters.ts';
export type { EndpointLog, LoggedEndpointEvent } from './endpoints/endpoint-log.ts';
export {
  CorruptUploadError,
  ImpossibleEventsError,
  LogRefusedError,
  LogUnavailableError,
  NoAnswerError,
  RetryLater,
  SnapshotError,
  StalledError,
} from './errors.ts';
export { connectLog, type EventLog } from './log.ts';
export { MESSAGING_METRICS } from './metrics.ts';
export { connectOperator, type Entry, type OperatorLog } from './operator.ts';
export type { Published } from './publish/confirmation.ts';
export type { Publish } from './publish/publish.ts';
export { type PublishWithRetries, publishWithRetries } from './publish/publish-with-retries.ts';
export { createWindow, type Window } from './publish/window.ts';
export type { ImageProbes } from './questions/image-probes.ts';
export type { WebhookTests } from './questions/webhook-tests.ts';
export type { ReuseIndex } from './reuse/reuse-index.ts';
export { createImageEnds, type ImageEnds } from './stream/image-ends.ts';
export type { Inbox } from './stream/inbox.ts';
export type { Logged } from './stream/reading.ts';
export { createRequestEnds, type RequestEnds } from './stream/request-ends.ts';
export type { StoredUpload, UploadStore } from './uploads/uploads.ts';
export type { ConsumerLag, WatchedConsumer } from './watch/consumer-lag.ts';
export { isVerification, Verification } from './watch/verification-record.ts';
export type { LogSize, Watch } from './watch/watch.ts';
