export { asyncApiDocument, exampleOf } from './asyncapi.ts';
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
} from './envelope.ts';
export {
  type Columns,
  EVENT_NAMES,
  EVENTS,
  type EventData,
  type EventName,
  type ServiceName,
  type Upload,
} from './events.ts';
export { EXAMPLES } from './examples.ts';
export { deliveryIdOf, imageIdOf } from './ids.ts';
export { InboxEntry, isInboxEntry } from './inbox.ts';
export { FAILURE_REASONS, type FailureCode, reasonOf } from './reasons.ts';
export { DEFAULT_RECIPE, LANES, Lane, Recipe, recipeOf } from './recipe.ts';
export {
  DEAD_LETTERS,
  DURABLES,
  EVERYTHING,
  filterFor,
  filterForRequest,
  INBOX,
  type ParsedSubject,
  parseSubject,
  STREAM,
  subjectOf,
  UPLOADS,
  UPLOADS_BUCKET,
} from './subjects.ts';
