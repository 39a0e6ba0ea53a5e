import { type Static, type TSchema, Type } from 'typebox';
import { Id, Position, record, Url } from '../fields.ts';
import { Timestamp } from '../timestamp.ts';
import { openList } from '../tolerance.ts';
import { CHOSEN_WEBHOOKS } from '../webhooks/bodies.ts';

/**
 * The catalogue of what happens to webhook endpoints. As in the log each is a fact in the past tense, published by one
 * service, with a deterministic id; but they stand in a stream of their own, and are about an endpoint and not a request.
 *
 * Whoever publishes one has read all that came before: `version` counts the events of an endpoint, without a gap.
 */

const EndpointId = Id('The endpoint that this happened to; also the subject of the event.');
const By = Type.String({ maxLength: 128, description: 'Who asked.' });

/** A secret that only those who hold the key can read: AES-256-GCM, bound to the endpoint and the version of the event. */
export const SealedSecret = record(
  {
    key: Type.String({
      pattern: '^[0-9a-f]{16}$',
      description: 'Which key opens it: the beginning of its SHA-256.',
    }),
    nonce: Type.String({ pattern: '^[A-Za-z0-9_-]{16}$', description: '12 bytes in base64url.' }),
    box: Type.String({
      pattern: '^[A-Za-z0-9_-]{1,512}$',
      description: 'The sealed secret and, behind it, the tag of 16 bytes, in base64url.',
    }),
  },
  'A sealed secret.',
);
export type SealedSecret = Static<typeof SealedSecret>;

const common = {
  endpointId: EndpointId,
  tenant: Id('Whose endpoint it is.'),
  version: Position('How many events the endpoint has had, this one included.'),
};

const Events = Type.Array(
  openList(
    CHOSEN_WEBHOOKS,
    '^[a-z][a-z_-]*\\.[a-z][a-z_-]*$',
    'What a webhook says; later versions may have more.',
  ),
  { minItems: 1, maxItems: 32, description: 'Of what it is told.' },
);

const FailingSince = Timestamp('When the first of the attempts failed between which none succeeded');

export const ENDPOINT_EVENTS = {
  'endpoint.registered': {
    publisher: 'gateway',
    description: 'A receiver of webhooks was registered, with a secret of its own.',
    data: record({
      ...common,
      url: Url('The receiver.'),
      events: Events,
      description: Type.Optional(
        Type.String({ maxLength: 500, description: 'What it is, in words of its owner.' }),
      ),
      secret: SealedSecret,
      by: By,
    }),
  },
  'endpoint.rotated': {
    publisher: 'gateway',
    description: 'An endpoint got a new secret; the ones before it sign beside it for a while.',
    data: record({
      ...common,
      secret: SealedSecret,
      previousUntil: Timestamp('Until when the secrets before it sign as well'),
      by: By,
    }),
  },
  'endpoint.resealed': {
    publisher: 'gateway',
    description: 'Secrets of an endpoint were sealed with another key; they are the same secrets.',
    data: record({
      ...common,
      secrets: Type.Array(
        record({
          version: Position('Of the event that brought the secret, to which it stays bound.'),
          secret: SealedSecret,
        }),
        { minItems: 1, maxItems: 16, description: 'Those that were sealed with an earlier key.' },
      ),
    }),
  },
  'endpoint.disabled': {
    publisher: 'gateway',
    description: 'A person or client wants nothing to be sent to the endpoint.',
    data: record({ ...common, by: By }),
  },
  'endpoint.enabled': {
    publisher: 'gateway',
    description: 'A person or client wants webhooks to be sent to the endpoint again.',
    data: record({ ...common, by: By }),
  },
  'endpoint.removed': {
    publisher: 'gateway',
    description: 'A person or client has removed the endpoint for good.',
    data: record({ ...common, by: By }),
  },
  'endpoint.failed': {
    publisher: 'notifier',
    description: 'For a while every attempt to reach the endpoint has failed.',
    data: record({ ...common, failingSince: FailingSince }),
  },
  'endpoint.recovered': {
    publisher: 'notifier',
    description: 'An endpoint that had failed confirmed a webhook.',
    data: record(common),
  },
  'endpoint.suspended': {
    publisher: 'notifier',
    description:
      'For days every attempt to reach the endpoint has failed: nothing is sent to it until it is enabled.',
    data: record({
      ...common,
      failingSince: FailingSince,
      error: Type.String({ maxLength: 1000, description: 'Why the last attempt failed.' }),
    }),
  },
} as const satisfies Record<
  string,
  { publisher: 'gateway' | 'notifier'; description: string; data: TSchema }
>;

export type EndpointEventName = keyof typeof ENDPOINT_EVENTS;
export type EndpointEventData<N extends EndpointEventName> = Static<(typeof ENDPOINT_EVENTS)[N]['data']>;

export const ENDPOINT_EVENT_NAMES = Object.keys(ENDPOINT_EVENTS) as EndpointEventName[];

const about = { endpointId: 'ep_5f0b4b0e9d1a3f2a7c9b8e10', tenant: 'public' };
const secret = {
  key: '3f2a7c9b8e106f1c',
  nonce: 'AAAAAAAAAAAAAAAA',
  box: 'c2VhbGVkIHNlY3JldCBhbmQgdGFn',
};
const failingSince = '2026-11-20T09:00:00.000Z';

/** One example of each, all of the same endpoint. */
export const ENDPOINT_EXAMPLES: { [N in EndpointEventName]: EndpointEventData<N> } = {
  'endpoint.registered': {
    ...about,
    version: 1,
    url: 'https://shop.example/hooks/halftone',
    events: ['request.completed', 'request.failed_images'],
    description: 'The shop',
    secret,
    by: 'public',
  },
  'endpoint.rotated': {
    ...about,
    version: 2,
    secret,
    previousUntil: '2026-11-21T09:00:00.000Z',
    by: 'public',
  },
  'endpoint.resealed': { ...about, version: 3, secrets: [{ version: 2, secret }] },
  'endpoint.disabled': { ...about, version: 3, by: 'public' },
  'endpoint.enabled': { ...about, version: 4, by: 'public' },
  'endpoint.failed': { ...about, version: 5, failingSince },
  'endpoint.recovered': { ...about, version: 6 },
  'endpoint.suspended': { ...about, version: 7, failingSince, error: 'The receiver answered 500.' },
  'endpoint.removed': { ...about, version: 8, by: 'public' },
};
