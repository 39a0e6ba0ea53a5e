import manifest from '../package.json' with { type: 'json' };
import { CONTENT_TYPE } from './cloud-event.ts';
import { createEvent, encodeEvent, envelopeSchema, typeOf } from './envelope.ts';
import { EVENT_NAMES, EVENTS, type EventName } from './events.ts';
import { EXAMPLES } from './examples.ts';
import { LANES } from './recipe.ts';
import { filterFor, partNameOf, STREAM } from './subjects.ts';

const DESCRIPTION = `The event log of Halftone, for whoever reads it.

All events stand in the JetStream stream \`${STREAM.name}\`, each as a CloudEvents 1.0 envelope in structured JSON. Delivery is
at least once: the id of an event derives from the fact that it states and is also its \`Nats-Msg-Id\`.`;

/** The AsyncAPI 3 description of the event stream, with a channel for each event. */
export function asyncApiDocument() {
  return {
    // Not 3.1, which adds nothing that is used here and which fewer tools read.
    asyncapi: '3.0.0',
    id: 'urn:halftone:events',
    info: {
      title: 'Halftone events',
      version: manifest.version,
      description: DESCRIPTION,
      license: { name: 'Apache 2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: CONTENT_TYPE,
    servers: {
      log: {
        host: '127.0.0.1:4222',
        protocol: 'nats',
        description: 'NATS with JetStream, as `npm start` runs it.',
      },
    },
    channels: forEachEvent(channelOf),
    operations: forEachEvent(operationOf),
    components: { messages: forEachEvent(messageOf) },
  };
}

/** An example of an event as it stands in the log: envelope and data. */
export function exampleOf(name: EventName): Record<string, unknown> {
  const origin = { source: `halftone/${EVENTS[name].publisher}`, time: new Date('2026-11-20T09:00:00Z') };
  return JSON.parse(Buffer.from(encodeEvent(createEvent(name, EXAMPLES[name], origin)).bytes).toString());
}

function forEachEvent<T>(describe: (name: EventName) => T): Record<string, T> {
  return Object.fromEntries(EVENT_NAMES.map((name) => [name, describe(name)]));
}

/** What may stand in a subject before the request. */
const PART_PARAMETERS: Readonly<Record<string, object>> = {
  lane: { enum: [...LANES], description: 'Express for small requests, bulk for the others.' },
  progress: { enum: ['25', '50', '75'], description: 'Percent of the images that have ended.' },
  deliveryId: { description: 'The delivery that is asked for.' },
};

function channelOf(name: EventName) {
  const part = partNameOf(name);
  const address = filterFor(name, { requestId: '{requestId}', ...(part && { part: `{${part}}` }) });
  return {
    address,
    title: name,
    description: EVENTS[name].description,
    servers: [{ $ref: '#/servers/log' }],
    messages: { event: { $ref: `#/components/messages/${name}` } },
    parameters: {
      ...(part && { [part]: PART_PARAMETERS[part] }),
      requestId: { description: 'The request that the event belongs to.' },
    },
  };
}

function operationOf(name: EventName) {
  return {
    action: 'send',
    title: name,
    summary: `Published by ${EVENTS[name].publisher}.`,
    channel: { $ref: `#/channels/${name}` },
    messages: [{ $ref: `#/channels/${name}/messages/event` }],
  };
}

function messageOf(name: EventName) {
  return {
    name: typeOf(name),
    title: name,
    summary: EVENTS[name].description,
    contentType: CONTENT_TYPE,
    // As plain JSON Schema, without what TypeBox keeps beside it.
    payload: JSON.parse(JSON.stringify(envelopeSchema(name))),
    examples: [{ name: 'example', payload: exampleOf(name) }],
  };
}
