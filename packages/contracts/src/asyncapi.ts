import { createRequire } from 'node:module';
import { CONTENT_TYPE } from './cloud-event.ts';
import { encodedEvent, envelopeSchema, typeOf } from './envelope.ts';
import { EVENT_NAMES, EVENTS, type EventName } from './events.ts';
import { EXAMPLES } from './examples.ts';
import { LANES } from './recipe.ts';
import { filterFor, partNameOf, STREAM } from './subjects.ts';

// Node 20 warns of an imported JSON.
const { version }: { version: string } = createRequire(import.meta.url)('../package.json');

/** Where `npm start` has its NATS, if nothing else is said. */
const LOCAL = ['127.0.0.1:4222'] as const;

const ROLE = 'subscriber';

const DESCRIPTION = `The event log of Halftone, for whoever reads it.

All events stand in the JetStream stream \`${STREAM.name}\`, each as a CloudEvents 1.0 envelope in structured JSON. Delivery is
at least once: the id of an event derives from the fact that it states and is also its \`Nats-Msg-Id\`. What JetStream adds to
NATS, for which AsyncAPI has no binding, stands in the extension \`x-jetstream\`. \`docs/subscribers.md\` has examples.`;

/**
 * The AsyncAPI 3 description of the event stream, with a channel for each event.
 * @param hosts of the NATS servers, as `host:port`
 */
export function asyncApiDocument(hosts: readonly string[] = LOCAL) {
  const servers = serversAt(hosts);
  return {
    // Not 3.1, which adds nothing that is used here and which fewer tools read.
    asyncapi: '3.0.0',
    id: 'urn:halftone:events',
    info: {
      title: 'Halftone events',
      version: version,
      description: DESCRIPTION,
      license: { name: 'Apache 2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: CONTENT_TYPE,
    servers,
    channels: forEachEvent((name) => channelOf(name, Object.keys(servers))),
    operations: forEachEvent(operationOf),
    components: {
      messages: forEachEvent(messageOf),
      messageTraits: { cloudEvent: { headers: HEADERS } },
      securitySchemes: {
        [ROLE]: {
          type: 'userPassword',
          description: `The user \`${ROLE}\` of NATS, who reads events and may not publish any. The operator has its password.`,
        },
      },
    },
    'x-jetstream': {
      stream: STREAM.name,
      subjects: [...STREAM.subjects],
      retention: 'limits',
      storage: 'file',
      discard: 'new',
      delivery: 'at least once',
      consumers: ['pull', 'push', 'ordered'],
    },
  };
}

/** The first is `log`, any further ones of the same cluster are `log-2` and so on. */
function serversAt(hosts: readonly string[]) {
  const entries = hosts.map((host, index) => [
    index === 0 ? 'log' : `log-${index + 1}`,
    {
      host,
      protocol: 'nats',
      description: 'NATS with JetStream.',
      security: [{ $ref: `#/components/securitySchemes/${ROLE}` }],
    },
  ]);
  return Object.fromEntries(entries);
}

/** Beside those that the server adds. */
const HEADERS = {
  type: 'object',
  required: ['Nats-Msg-Id', 'Content-Type'],
  properties: {
    'Nats-Msg-Id': {
      type: 'string',
      description: 'The id of the event, by which the log drops what is published twice within two minutes.',
    },
    'Content-Type': { type: 'string', const: CONTENT_TYPE },
  },
};

/** An example of an event as it stands in the log: envelope and data. */
export function exampleOf(name: EventName): Record<string, unknown> {
  const origin = { source: `halftone/${EVENTS[name].publisher}`, time: new Date('2026-11-20T09:00:00Z') };
  return JSON.parse(Buffer.from(encodedEvent(name, EXAMPLES[name], origin).bytes).toString());
}

const headersOf = (name: EventName) => ({
  'Nats-Msg-Id': exampleOf(name).id,
  'Content-Type': CONTENT_TYPE,
});

function forEachEvent<T>(describe: (name: EventName) => T): Record<string, T> {
  return Object.fromEntries(EVENT_NAMES.map((name) => [name, describe(name)]));
}

/** What may stand in a subject before the request. */
const PART_PARAMETERS: Readonly<Record<string, object>> = {
  lane: { enum: [...LANES], description: 'Express for small requests, bulk for the others.' },
  progress: { enum: ['25', '50', '75'], description: 'Percent of the images that have ended.' },
  deliveryId: { description: 'The delivery that is asked for.' },
};

function channelOf(name: EventName, servers: readonly string[]) {
  const part = partNameOf(name);
  const address = filterFor(name, { requestId: '{requestId}', ...(part && { part: `{${part}}` }) });
  return {
    address,
    title: name,
    description: EVENTS[name].description,
    servers: servers.map((server) => ({ $ref: `#/servers/${server}` })),
    messages: { event: { $ref: `#/components/messages/${name}` } },
    parameters: {
      ...(part && { [part]: PART_PARAMETERS[part] }),
      requestId: { description: 'The request that the event belongs to.' },
    },
    'x-jetstream': { stream: STREAM.name, filterSubject: filterFor(name) },
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
    traits: [{ $ref: '#/components/messageTraits/cloudEvent' }],
    // As plain JSON Schema, without what TypeBox keeps beside it.
    payload: JSON.parse(JSON.stringify(envelopeSchema(name))),
    examples: [{ name: 'example', headers: headersOf(name), payload: exampleOf(name) }],
  };
}
