import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { EVENTS, type EventData, type EventName } from './events.ts';
import { isOfUnknownType, parseSubject, subjectOf } from './subjects.ts';
import { Timestamp } from './timestamp.ts';
import { tolerant } from './tolerance.ts';

/**
 * The envelope is CloudEvents 1.0 in structured JSON
 * (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md).
 */
export const CONTENT_TYPE = 'application/cloudevents+json';

/** The largest event, in bytes of its JSON form. */
export const MAX_EVENT_BYTES = 256 * 1024;

/** `halftone.image.compressed.v1`, the CloudEvents type of an event. */
export const typeOf = (name: EventName) => `halftone.${name}.v1`;

/** The identifier of an event's schema. */
export const schemaUriOf = (name: EventName) => `urn:halftone:schema:${name}:v1`;

const attributes = {
  specversion: Type.Literal('1.0'),
  id: Type.String({
    minLength: 1,
    description: 'Deterministic: the same fact has the same id. Also the Nats-Msg-Id.',
  }),
  source: Type.String({ minLength: 1, description: 'halftone/<service>.' }),
  subject: Type.String({ minLength: 1, description: 'The requestId.' }),
  time: Timestamp('When it happened'),
  datacontenttype: Type.Literal('application/json'),
  // https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/extensions/distributed-tracing.md
  traceparent: Type.Optional(
    Type.String({ description: 'Where the trace goes on, as W3C trace context; when tracing.' }),
  ),
  tracestate: Type.Optional(
    Type.String({ description: 'What tracing systems add to that; when there is any.' }),
  ),
};

/** The complete schema of an event as it is received: envelope and data, with whatever later versions add. */
export const envelopeSchema = (name: EventName) => tolerant(publishedSchema(name));

/** The complete schema of an event as it is published: no field in its data but those of the catalogue. */
function publishedSchema(name: EventName) {
  return Type.Object(
    {
      ...attributes,
      type: Type.Literal(typeOf(name)),
      dataschema: Type.Literal(schemaUriOf(name)),
      data: EVENTS[name].data,
    },
    { $id: schemaUriOf(name), title: name, description: EVENTS[name].description },
  );
}

type Trace = { traceparent?: string; tracestate?: string };

type Attributes = { [K in Exclude<keyof typeof attributes, keyof Trace>]: Static<(typeof attributes)[K]> };

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

/** The bytes are not an event of the catalogue. The message says what is wrong, with the path. */
export class InvalidEventError extends Error {
  override name = 'InvalidEventError';
}

/**
 * The subject is that of an event of a type that this version does not know: none of its reader's business. It is to be
 * acknowledged and passed over.
 */
export class UnknownEventError extends InvalidEventError {
  override name = 'UnknownEventError';
}

/** Who publishes an event and when. The trace is no part of the fact: its id does not depend on it. */
export type EventOrigin = { source: string; time: Date } & Trace;

/**
 * Makes an event from its data.
 * @throws InvalidEventError when the data does not fit the schema
 */
export function createEvent<N extends EventName>(
  name: N,
  data: EventData<N>,
  origin: EventOrigin,
): HalftoneEvent<N> {
  const envelope = {
    specversion: '1.0' as const,
    id: eventIdOf(name, data),
    source: origin.source,
    type: typeOf(name),
    subject: data.requestId,
    time: origin.time.toISOString(),
    datacontenttype: 'application/json' as const,
    dataschema: schemaUriOf(name),
    ...(origin.traceparent && { traceparent: origin.traceparent }),
    ...(origin.tracestate && { tracestate: origin.tracestate }),
    data,
  };
  validate('published', name, envelope);
  return { name, ...envelope } as HalftoneEvent<N>;
}

/**
 * The bytes of an event, and the subject they are published on.
 * @throws InvalidEventError when the event is larger than {@link MAX_EVENT_BYTES}
 */
export function encodeEvent<N extends EventName>(
  event: HalftoneEvent<N>,
): { subject: string; bytes: Uint8Array } {
  const { name, ...envelope } = event;
  const bytes = Buffer.from(JSON.stringify(envelope));
  if (bytes.length > MAX_EVENT_BYTES) {
    throw new InvalidEventError(`${name} ${event.id}: ${bytes.length} bytes, more than ${MAX_EVENT_BYTES}`);
  }
  return { subject: subjectOf(name, event.data), bytes };
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
  if (bytes.length > MAX_EVENT_BYTES)
    throw new InvalidEventError(`${subject}: ${bytes.length} bytes is too large`);
  const envelope = parseJson(subject, bytes);
  validate('received', parsed.name, envelope);
  const event = { name: parsed.name, ...(envelope as object) } as HalftoneEvent;
  requireOwnPlace(subject, event);
  return event;
}

/** An event is found by its subject and told from others by its id, so neither may contradict what it says. */
function requireOwnPlace(subject: string, event: HalftoneEvent): void {
  const expected = {
    subject: subjectOf(event.name, event.data),
    requestId: event.data.requestId,
    id: eventIdOf(event.name, event.data),
  };
  if (subject !== expected.subject) {
    throw new InvalidEventError(`${subject}: the event inside belongs on ${expected.subject}`);
  }
  if (event.subject !== expected.requestId || event.id !== expected.id) {
    throw new InvalidEventError(`${subject}: subject and id are not those of its data (${expected.id})`);
  }
}

/** The deterministic id of an event: the same fact, published twice, has the same id. */
export function eventIdOf<N extends EventName>(name: N, data: EventData<N>): string {
  return [data.requestId, name, ...IDENTITIES[name](data)].join(':');
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
  'request.cancelled': () => [],
  'request.deleted': () => [],
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

const SCHEMAS = { published: publishedSchema, received: envelopeSchema };
type Validator = ReturnType<typeof Compile>;
const validators = { published: new Map<EventName, Validator>(), received: new Map<EventName, Validator>() };

/** Compiled when it is first needed: a service publishes few of the events, and reads few. */
function validatorOf(side: keyof typeof SCHEMAS, name: EventName): Validator {
  const known = validators[side].get(name);
  if (known) return known;
  const compiled = Compile(SCHEMAS[side](name));
  validators[side].set(name, compiled);
  return compiled;
}

function validate(side: keyof typeof SCHEMAS, name: EventName, envelope: unknown): void {
  const validator = validatorOf(side, name);
  if (validator.Check(envelope)) return;
  const faults = validator
    .Errors(envelope)
    .slice(0, 3)
    .map(({ instancePath, message }) => `${instancePath || '/'} ${message}`);
  throw new InvalidEventError(`${name}: ${faults.join('; ')}`);
}

function parseJson(subject: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new InvalidEventError(`${subject}: not JSON`, { cause });
  }
}
