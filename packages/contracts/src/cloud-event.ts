import { type Static, type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { Timestamp, timestampOf } from './timestamp.ts';
import { tolerant } from './tolerance.ts';

/**
 * What all events have in common. The envelope is CloudEvents 1.0 in structured JSON
 * (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md).
 */
export const CONTENT_TYPE = 'application/cloudevents+json';

/** The largest event, in bytes of its JSON form. */
export const MAX_EVENT_BYTES = 256 * 1024;

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

export type Trace = { traceparent?: string; tracestate?: string };

/** The attributes that every event has, but for those that say which type it is of. */
export type Attributes = {
  [K in Exclude<keyof typeof attributes, keyof Trace>]: Static<(typeof attributes)[K]>;
};

/** The CloudEvents type of an event, such as `halftone.image.compressed.v1`. */
export const cloudTypeOf = (name: string) => `halftone.${name}.v1`;

/** The identifier of an event's schema. */
export const cloudSchemaUriOf = (name: string) => `urn:halftone:schema:${name}:v1`;

/** What a catalogue says of one type of event. */
export type Definition = { description: string; data: TSchema };

/** The complete schema of an event as it is published: no field in its data but those of the catalogue. */
export function publishedSchema(name: string, { description, data }: Definition) {
  return Type.Object(
    {
      ...attributes,
      type: Type.Literal(cloudTypeOf(name)),
      dataschema: Type.Literal(cloudSchemaUriOf(name)),
      data,
    },
    { $id: cloudSchemaUriOf(name), title: name, description },
  );
}

/** The complete schema of an event as it is received: with whatever later versions add. */
export const receivedSchema = (name: string, definition: Definition) =>
  tolerant(publishedSchema(name, definition));

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

/** What an event consists of, but for its name. */
export type Envelope<D> = Attributes & Trace & { type: string; dataschema: string; data: D };

/** Puts data into its envelope. */
export function enveloped<D>(
  { name, id, subject, data }: { name: string; id: string; subject: string; data: D },
  { source, time, traceparent, tracestate }: EventOrigin,
): Envelope<D> {
  const envelope: Envelope<D> = {
    specversion: '1.0',
    id,
    source,
    type: cloudTypeOf(name),
    subject,
    time: timestampOf(time),
    datacontenttype: 'application/json',
    dataschema: cloudSchemaUriOf(name),
    data,
  };
  // Spread into it they would cost each event that has none as much as all the rest.
  if (traceparent) envelope.traceparent = traceparent;
  if (tracestate) envelope.tracestate = tracestate;
  return envelope;
}

type Side = 'published' | 'received';

/**
 * Checks envelopes against the schemas of a catalogue. Each schema is compiled when it is first needed: a service publishes
 * few of the events, and reads few.
 * @throws InvalidEventError when an envelope does not fit
 */
export function createChecks<N extends string>(catalogue: Readonly<Record<N, Definition>>) {
  const schemas = { published: publishedSchema, received: receivedSchema };
  type Validator = ReturnType<typeof Compile>;
  const compiled = { published: new Map<N, Validator>(), received: new Map<N, Validator>() };
  const compile = (side: Side, name: N): Validator => {
    const validator = Compile(schemas[side](name, catalogue[name]));
    compiled[side].set(name, validator);
    return validator;
  };
  return (side: Side, name: N, envelope: unknown): void => {
    const validator = compiled[side].get(name) ?? compile(side, name);
    if (validator.Check(envelope)) return;
    const faults = validator
      .Errors(envelope)
      .slice(0, 3)
      .map(({ instancePath, message }) => `${instancePath || '/'} ${message}`);
    throw new InvalidEventError(`${name}: ${faults.join('; ')}`);
  };
}

/**
 * The JSON form of an envelope, in bytes.
 * @throws InvalidEventError when it is larger than {@link MAX_EVENT_BYTES}
 */
export function toBytes(name: string, envelope: { id: string }): Uint8Array {
  const bytes = Buffer.from(JSON.stringify(envelope));
  if (bytes.length > MAX_EVENT_BYTES) {
    throw new InvalidEventError(
      `${name} ${envelope.id}: ${bytes.length} bytes, more than ${MAX_EVENT_BYTES}`,
    );
  }
  return bytes;
}

/** To make one for each event costs as much as to use it. */
const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * What the bytes of a message say.
 * @throws InvalidEventError when they are too many, or no JSON
 */
export function fromBytes(subject: string, bytes: Uint8Array): unknown {
  if (bytes.length > MAX_EVENT_BYTES)
    throw new InvalidEventError(`${subject}: ${bytes.length} bytes is too large`);
  try {
    return JSON.parse(strictUtf8.decode(bytes));
  } catch (cause) {
    throw new InvalidEventError(`${subject}: not JSON`, { cause });
  }
}

/**
 * An event is found by its subject and told from others by its id, so neither may contradict what it says.
 * @throws InvalidEventError when one does
 */
export function requireOwnPlace(
  subject: string,
  event: Pick<Attributes, 'id' | 'subject'>,
  expected: { subject: string; about: string; id: string },
): void {
  if (subject !== expected.subject) {
    throw new InvalidEventError(`${subject}: the event inside belongs on ${expected.subject}`);
  }
  if (event.subject !== expected.about || event.id !== expected.id) {
    throw new InvalidEventError(`${subject}: subject and id are not those of its data (${expected.id})`);
  }
}
