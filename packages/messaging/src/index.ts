export type { ConsumeOptions, Consumption, Delivery } from './consume.ts';
export type { BatchOptions } from './consume-batches.ts';
export { CorruptUploadError, LogUnavailableError, PartlyHandledError, RetryLater } from './errors.ts';
export { connectLog, type EventLog, type Logged } from './log.ts';
export type { Publish, Published } from './publish.ts';
export { type PatientPublish, publishPatiently } from './publish-patiently.ts';
export { type LogSettings, logSettings } from './settings.ts';
export type { StoredUpload, UploadStore } from './uploads.ts';
export { createWindow, type Window } from './window.ts';
