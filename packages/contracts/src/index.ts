export { asyncApiDocument, exampleOf } from './asyncapi.ts';
export type { CatalogueLayout } from './catalogue-layout.ts';
export {
  CONTENT_TYPE,
  createEvent,
  decodeEvent,
  encodeEvent,
  envelopeSchema,
  eventIdOf,
  type HalftoneEvent,
  type ImageEnd,
  InvalidEventError,
  imageEndedBy,
  MAX_EVENT_BYTES,
  schemaUriOf,
  typeOf,
  UnknownEventError,
} from './envelope.ts';
export {
  EVENT_NAMES,
  EVENTS,
  type EventData,
  type EventName,
  type ServiceName,
} from './events.ts';
export { EXAMPLES } from './examples.ts';
export { deliveryIdOf, imageIdOf } from './ids.ts';
export { InboxEntry, isInboxEntry } from './inbox.ts';
export { FAILURE_REASONS, type FailureCode, reasonOf } from './reasons.ts';
export { DEFAULT_RECIPE, LANES, Lane, Recipe, recipeOf } from './recipe.ts';
export {
  DEAD_LETTERS,
  DURABLES,
  type EndName,
  EVERYTHING,
  filterFor,
  filterForRequest,
  INBOX,
  isEnd,
  isOfUnknownType,
  LIVE,
  type ParsedSubject,
  parseSubject,
  SERVERS,
  STREAM,
  subjectOf,
  UNNAMED_CONSUMERS,
  UPLOADS,
  UPLOADS_BUCKET,
  VERIFICATIONS,
  WAITING_ENDS,
} from './subjects.ts';
export type { Columns, Upload } from './upload-record.ts';
export {
  CHOSEN_WEBHOOKS,
  type ChosenWebhook,
  DEFAULT_WEBHOOKS,
  WEBHOOK_HEADERS,
  WEBHOOK_NAMES,
  WEBHOOKS,
  type WebhookBody,
  type WebhookName,
  webhookBodySchema,
} from './webhook-bodies.ts';
export { WEBHOOK_EXAMPLES } from './webhook-examples.ts';
export {
  isWebhookTest,
  isWebhookTestResult,
  SHOWN_ANSWER_BYTES,
  WEBHOOK_TESTS,
  WebhookTest,
  WebhookTestResult,
} from './webhook-test.ts';
