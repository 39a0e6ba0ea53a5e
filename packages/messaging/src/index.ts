export type { ConsumeOptions, Consumption, Delivery } from './consume.ts';
export type { BatchOptions } from './consume-batches.ts';
export {
  type DeadLetter,
  type DeadLetters,
  ForeignDeadLetterError,
  type OpenedLetter,
} from './dead-letters.ts';
export { CorruptUploadError, ImpossibleEventsError, LogUnavailableError, RetryLater } from './errors.ts';
export type { Inbox } from './inbox.ts';
export { connectLog, type EventLog } from './log.ts';
export { NotPermittedError } from './not-permitted.ts';
export { connectOperator, type Entry, type OperatorLog } from './operator.ts';
export { type NatsUser, PERMISSIONS, type Permissions, permissionsConfiguration } from './permissions.ts';
export type { Publish, Published } from './publish.ts';
export { type PatientPublish, publishPatiently } from './publish-patiently.ts';
export type { Logged } from './reading.ts';
export { createRequestEnds, type RequestEnds } from './request-ends.ts';
export { type LogSettings, logSettings } from './settings.ts';
export type { StoredUpload, UploadStore } from './uploads.ts';
export { createWindow, type Window } from './window.ts';
