export { NotPermittedError } from './access/not-permitted.ts';
export {
  type NatsUser,
  PERMISSIONS,
  type Permissions,
  permissionsConfiguration,
} from './access/permissions.ts';
export { type LogSettings, logSettings } from './access/settings.ts';
export type { ConsumeOptions, Consumption, Delivery } from './consume/consume.ts';
export type { BatchOptions } from './consume/consume-batches.ts';
export { traceOf } from './consume/observe.ts';
export {
  type DeadLetter,
  type DeadLetters,
  ForeignDeadLetterError,
  type OpenedLetter,
} from './dead-letters/dead-letters.ts';
export { connectOperator, type Entry, type OperatorLog } from './dead-letters/operator.ts';
export {
  CorruptUploadError,
  ImpossibleEventsError,
  LogRefusedError,
  LogUnavailableError,
  RetryLater,
  StalledError,
} from './errors.ts';
export { connectLog, type EventLog } from './log.ts';
export { MESSAGING_METRICS } from './metrics.ts';
export type { Publish } from './publish/publish.ts';
export { type PublishWithRetries, publishWithRetries } from './publish/publish-with-retries.ts';
export type { Published } from './publish/send.ts';
export { createWindow, type Window } from './publish/window.ts';
export type { ConsumerLag } from './stream/consumer-lag.ts';
export { createImageEnds, type ImageEnds } from './stream/image-ends.ts';
export type { Inbox } from './stream/inbox.ts';
export type { LogUsage } from './stream/log-usage.ts';
export type { Logged } from './stream/reading.ts';
export { createRequestEnds, type RequestEnds } from './stream/request-ends.ts';
export type { StoredUpload, UploadStore } from './uploads/uploads.ts';
