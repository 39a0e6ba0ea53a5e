import {
  type Attributes,
  cloudSchemaUriOf,
  cloudTypeOf,
  createChecks,
  type EventOrigin,
  enveloped,
  fromBytes,
  InvalidEventError,
  receivedSchema,
  requireOwnPlace,
  type Trace,
  toBytes,
  UnknownEventError,
} from './cloud-event.ts';
import { EVENTS, type EventData, type EventName } from './events.ts';
import { isOfUnknownType, parseSubject, subjectOf } from './subjects.ts';

/** `halftone.image.compressed.v1`, the CloudEvents type of an event. */
export const typeOf = (name: EventName) => cloudTypeOf(name);

/** The identifier of an event's schema. */
export const schemaUriOf = (name: EventName) => cloudSchemaUriOf(name);

/** The complete schema of an event as it is received: envelope and data, with whatever later versions add. */
export const envelopeSchema = (name: EventName) => receivedSchema(name, EVENTS[name]);

/** An event of the log. `name` says which, so that a `switch` over it narrows `data`. */
export type HalftoneEvent<N extends EventName = EventName> = {
  [K in N]: Attributes &
    Trace & {
      name: K;
      type: string;
      dataschema: string;
      data: EventData<K>;
    };
}[N];

const check = createChecks<EventName>(EVENTS);

/**
 * Makes an event from its data.
 * @throws InvalidEventError when the data does not fit the schema
 */
export function createEvent<N extends EventName>(
  name: N,
  data: EventData<N>,
  origin: EventOrigin,
): HalftoneEvent<N> {
  return { name, ...checkedEnvelope(name, data, origin) } as HalftoneEvent<N>;
}

function checkedEnvelope<N extends EventName>(name: N, data: EventData<N>, origin: EventOrigin) {
  const envelope = enveloped({ name, id: eventIdOf(name, data), subject: data.requestId, data }, origin);
  check('published', name, envelope);
  return envelope;
}

/**
 * The bytes of an event, and the subject they are published on.
 * @throws InvalidEventError when the event is too large
 */
export function encodeEvent<N extends EventName>(
  event: HalftoneEvent<N>,
): { subject: string; bytes: Uint8Array } {
  const { name, ...envelope } = event;
  return { subject: subjectOf(name, event.data), bytes: toBytes(name, envelope) };
}

/** An event as it is published. */
export type EncodedEvent = { id: string; subject: string; bytes: Uint8Array };

/**
 * The same bytes as those of {@link createEvent} and {@link encodeEvent}, for who publishes an event and has no other use for
 * it: without the copies that come and go between the two.
 * @throws InvalidEventError when the data does not fit the schema, or the event is too large
 */
export function encodedEvent<N extends EventName>(
  name: N,
  data: EventData<N>,
  origin: EventOrigin,
): EncodedEvent {
  const envelope = checkedEnvelope(name, data, origin);
  return { id: envelope.id, subject: subjectOf(name, data), bytes: toBytes(name, envelope) };
}

/**
 * The event in a message of the log. It may come from a later version: fields that the catalogue does not have are kept as
 * they came, and a code from a list that may grow can be one that the type does not name.
 * @throws UnknownEventError when the subject is that of a type which this version does not know
 * @throws InvalidEventError when the bytes are no event of the catalogue, or stand on another event's subject
 */
export function decodeEvent(subject: string, bytes: Uint8Array): HalftoneEvent {
  const parsed = parseSubject(subject);
  if (!parsed) throw strangeSubject(subject);
  const envelope = fromBytes(subject, bytes);
  check('received', parsed.name, envelope);
  const event = { name: parsed.name, ...(envelope as object) } as HalftoneEvent;
  requireOwnPlace(subject, event, {
    subject: subjectOf(event.name, event.data),
    about: event.data.requestId,
    id: eventIdOf(event.name, event.data),
  });
  return event;
}

/** The deterministic id of an event: the same fact, published twice, has the same id. */
export function eventIdOf<N extends EventName>(name: N, data: EventData<N>): string {
  let id = `${data.requestId}:${name}`;
  for (const part of IDENTITIES[name](data)) id += `:${part}`;
  return id;
}

/**
 * What tells facts of one type within one request apart. By the type and not by the fields that are there: a later version
 * may add one of any name.
 */
const IDENTITIES: { [N in EventName]: (data: EventData<N>) => readonly (string | number)[] } = {
  'request.accepted': () => [],
  'product.listed': ({ row }) => [row],
  'product.rejected': ({ line }) => [line],
  'image.requested': ({ imageId }) => [imageId],
  'image.compressed': ({ imageId }) => [imageId],
  'image.failed': ({ imageId }) => [imageId],
  'request.completed': () => [],
  'request.progressed': ({ progress }) => [progress],
  'request.cancelled': () => [],
  'request.deleted': () => [],
  'webhook.requested': ({ deliveryId }) => [deliveryId],
  'webhook.attempted': ({ trigger, attempt }) => [trigger, attempt],
  'webhook.redelivery-requested': ({ deliveryId, by }) => [deliveryId, by],
};

function strangeSubject(subject: string): InvalidEventError {
  return isOfUnknownType(subject)
    ? new UnknownEventError(`${subject}: an event of a type that this version does not know`)
    : new InvalidEventError(`${subject}: not a subject of the catalogue`);
}

/** The events with which an image ends. */
export type ImageEnd = Extract<EventName, 'image.compressed' | 'image.failed'>;

/** The image that has ended, by the id of the event that says so; null for the id of any other event. */
export function imageEndedBy(name: ImageEnd, requestId: string, eventId: string): string | null {
  const start = `${requestId}:${name}:`;
  return eventId.startsWith(start) ? eventId.slice(start.length) : null;
}
