import {
  type Attributes,
  createChecks,
  type EventOrigin,
  enveloped,
  fromBytes,
  requireOwnPlace,
  toBytes,
  UnknownEventError,
} from '../cloud-event.ts';
import { ENDPOINTS } from '../subjects.ts';
import {
  ENDPOINT_EVENT_NAMES,
  ENDPOINT_EVENTS,
  type EndpointEventData,
  type EndpointEventName,
} from './events.ts';

/** An event of an endpoint. `name` says which, so that a `switch` over it narrows `data`. */
export type EndpointEvent<N extends EndpointEventName = EndpointEventName> = {
  [K in N]: Attributes & { name: K; type: string; dataschema: string; data: EndpointEventData<K> };
}[N];

const check = createChecks<EndpointEventName>(ENDPOINT_EVENTS);

const idOf = (name: string, { endpointId, version }: { endpointId: string; version: number }) =>
  `${endpointId}:${name}:${version}`;

/**
 * Makes an event from its data.
 * @throws InvalidEventError when the data does not fit the schema
 */
export function createEndpointEvent<N extends EndpointEventName>(
  name: N,
  data: EndpointEventData<N>,
  origin: EventOrigin,
): EndpointEvent<N> {
  const envelope = enveloped({ name, id: idOf(name, data), subject: data.endpointId, data }, origin);
  check('published', name, envelope);
  return { name, ...envelope } as EndpointEvent<N>;
}

/** The bytes of an event, and the subject they are published on. */
export function encodeEndpointEvent<N extends EndpointEventName>(
  event: EndpointEvent<N>,
): { subject: string; bytes: Uint8Array } {
  const { name, ...envelope } = event;
  return { subject: ENDPOINTS.filterFor(name, event.data.endpointId), bytes: toBytes(name, envelope) };
}

/**
 * The event in a message of the endpoints' stream.
 * @throws UnknownEventError when it is of a type which this version does not know
 * @throws InvalidEventError when the bytes are no event of the catalogue, or stand on another event's subject
 */
export function decodeEndpointEvent(subject: string, bytes: Uint8Array): EndpointEvent {
  const name = ENDPOINT_EVENT_NAMES.find((known) => subject.startsWith(ENDPOINTS.filterFor(known, '')));
  if (!name) throw new UnknownEventError(`${subject}: an event of a type that this version does not know`);
  const envelope = fromBytes(subject, bytes);
  check('received', name, envelope);
  const event = { name, ...(envelope as object) } as EndpointEvent;
  const { endpointId } = event.data;
  requireOwnPlace(subject, event, {
    subject: ENDPOINTS.filterFor(name, endpointId),
    about: endpointId,
    id: idOf(name, event.data),
  });
  return event;
}
