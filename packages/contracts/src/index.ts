export { asyncApiDocument, exampleOf } from './asyncapi.ts';
export type { CatalogueLayout } from './catalogue-layout.ts';
export { CONTENT_TYPE, InvalidEventError, MAX_EVENT_BYTES, UnknownEventError } from './cloud-event.ts';
export {
  createEndpointEvent,
  decodeEndpointEvent,
  type EndpointEvent,
  encodeEndpointEvent,
} from './endpoints/envelope.ts';
export {
  ENDPOINT_EVENTS,
  ENDPOINT_EXAMPLES,
  type EndpointEventData,
  type EndpointEventName,
  SealedSecret,
} from './endpoints/events.ts';
export {
  createEvent,
  decodeEvent,
  type EncodedEvent,
  encodedEvent,
  encodeEvent,
  envelopeSchema,
  eventIdOf,
  type HalftoneEvent,
  type ImageEnd,
  imageEndedBy,
  schemaUriOf,
  typeOf,
} from './envelope.ts';
export {
  EVENT_NAMES,
  EVENTS,
  type EventData,
  type EventName,
  type ServiceName,
} from './events.ts';
export { EXAMPLES } from './examples.ts';
export { canonicalWork, type DeliveryPurpose, deliveryIdOf, imageIdOf } from './ids.ts';
export { appearanceOf, FailedSource, type ImageAppearance } from './image-records.ts';
export { InboxEntry, isInboxEntry } from './inbox.ts';
export {
  isProbeAnswer,
  isProbeQuestion,
  isStopQuestion,
  PREFLIGHT,
  PROBE_LIMITS,
  type ProbeAnswer,
  type ProbedImage,
  type ProbeQuestion,
  SIGNS,
  type Sign,
  type SignName,
} from './preflight/probe.ts';
export { FAILURE_REASONS, type FailureCode, reasonOf } from './reasons.ts';
export {
  DEFAULT_RECIPE,
  LANES,
  Lane,
  LOOKS,
  type Look,
  Recipe,
  recipeOf,
  type Work,
  withoutAuto,
  workOf,
} from './recipe.ts';
export {
  DEAD_LETTERS,
  DURABLES,
  ENDPOINTS,
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
  partNameOf,
  REUSE,
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
} from './webhooks/bodies.ts';
export { WEBHOOK_EXAMPLES } from './webhooks/examples.ts';
export {
  isWebhookTest,
  isWebhookTestResult,
  SHOWN_ANSWER_BYTES,
  WEBHOOK_TESTS,
  WebhookTest,
  WebhookTestResult,
} from './webhooks/test-of-receiver.ts';
