import { EVENT_NAMES, type EventData, type EventName, type ServiceName } from './events.ts';
import { LANES, type Lane } from './recipe.ts';

/**
 * Subjects of the log: type first, request last, so that a consumer filters by prefix, a subscriber by request,
 * and permissions by type. No subject is written anywhere else.
 */

const ROOT = 'halftone.v1';

export const STREAM = {
  name: 'HALFTONE',
  subjects: [`${ROOT}.>`],
} as const;

/** Where events that no consumer can read are kept, with the reason, for an operator to look at. */
export const DEAD_LETTERS = {
  name: 'HALFTONE_DEAD',
  subjects: ['halftone-dead.v1.>'],
  /** @param consumer the durable consumer that could not read the event */
  subjectFor: (consumer: string) => `halftone-dead.v1.${consumer}`,
} as const;

/**
 * Which servers have written the log, and in which versions: one message for each, never removed, so that servers of all
 * versions can read it.
 */
export const SERVERS = {
  name: 'HALFTONE_SERVERS',
  subjects: ['halftone-servers.v1.*.*'],
  /**
   * @param server its name in base64url, or empty for one that is no part of a cluster
   * @param version such as 2.12.15; all versions when it is left out
   */
  subjectFor: (server: string, version = '*') =>
    `halftone-servers.v1.${server || '_'}.${version.replaceAll('.', '_')}`,
} as const;

/**
 * Where the end of a request waits while the log is full: room for it is reserved. It is no place of its own for
 * events; from here they move to the log.
 */
export const WAITING_ENDS = {
  name: 'HALFTONE_ENDS',
  subjects: ['halftone-ends.v1.>'],
  events: ['request.cancelled', 'request.deleted'],
  /** The subject here of an event that belongs on a subject of the log. */
  subjectFor: (eventSubject: string) => `halftone-ends.v1${eventSubject.slice(ROOT.length)}`,
  /** The subject of the log on which an event that waits here belongs. */
  eventSubjectOf: (subject: string) => `${ROOT}${subject.slice('halftone-ends.v1'.length)}`,
  /** What is thrown away when there is no room for an end. */
  ballast: 'halftone-ends.v1.ballast',
} as const;

/** An event that ends a request, and so makes room. */
export type EndName = (typeof WAITING_ENDS)['events'][number];

export const isEnd = (name: EventName): name is EndName =>
  WAITING_ENDS.events.some((candidate) => candidate === name);

/** What callers post to the webhook inbox, for whoever tries notifications out. */
export const INBOX = {
  name: 'HALFTONE_INBOX',
  subjects: ['halftone-inbox.v1.*'],
  /** @param tenant whose inbox it is */
  subjectFor: (tenant: string) => `halftone-inbox.v1.${tenant}`,
} as const;

/** What verifications of the whole system found, the newest last; the operator writes it, and the gateway shows it. */
export const VERIFICATIONS = {
  name: 'HALFTONE_VERIFIED',
  subject: 'halftone-verified.v1',
} as const;

/**
 * Where the facts about webhook endpoints stand: apart from the log, since they hold sealed secrets, which its readers have
 * no business with, and must outlast whatever age the log drops its events at.
 */
export const ENDPOINTS = {
  name: 'HALFTONE_ENDPOINTS',
  subjects: ['halftone-endpoints.v1.>'],
  /** The filter of a type of event, of one endpoint or all. */
  filterFor: (name: string, endpointId = '*') => `halftone-endpoints.v1.${name}.${endpointId}`,
  /** All that happens to one endpoint. */
  filterForEndpoint: (endpointId: string) => `halftone-endpoints.v1.*.*.${endpointId}`,
} as const;

/** The JetStream object store bucket in which the gateway leaves uploads for ingest. */
export const UPLOADS_BUCKET = 'uploads';

/** The stream behind the bucket, and its subjects, as the object store's specification (ADR-20 of NATS) has them. */
export const UPLOADS = {
  name: `OBJ_${UPLOADS_BUCKET}`,
  subjects: [`$O.${UPLOADS_BUCKET}.C.>`, `$O.${UPLOADS_BUCKET}.M.>`],
  /** @param id of the stored file, chosen by whoever stores it */
  chunksOf: (id: string) => `$O.${UPLOADS_BUCKET}.C.${id}`,
  /** @param encodedName the file's name in base64url with padding */
  descriptionOf: (encodedName: string) => `$O.${UPLOADS_BUCKET}.M.${encodedName}`,
} as const;

/**
 * The imager's index of the outputs that can be reused: a key-value bucket with the stream behind it, as ADR-8 of NATS has
 * them. It may be lost: that costs work, and nothing else.
 */
export const REUSE = {
  bucket: 'reuse',
  name: 'KV_reuse',
  subjects: ['$KV.reuse.>'],
  /** The consumer that fills it from the log. */
  durable: 'imager-index',
} as const;

/**
 * What stands in a subject between the type and the request, where something does, with its name. It tells apart facts of
 * one type and request that consumers choose between, or that are each published once.
 */
const PARTS: { [N in EventName]?: { name: string; of(data: EventData<N>): string | number } } = {
  'image.requested': { name: 'lane', of: ({ lane }) => lane },
  'request.progressed': { name: 'progress', of: ({ progress }) => progress },
  'webhook.requested': { name: 'deliveryId', of: ({ deliveryId }) => deliveryId },
};

/** The name of the part in an event's subjects, or null where there is none. */
export const partNameOf = (name: EventName): string | null => PARTS[name]?.name ?? null;

/** The subject on which an event is published. */
export function subjectOf<N extends EventName>(name: N, data: EventData<N>): string {
  const part = PARTS[name]?.of(data);
  return `${ROOT}.${name}.${part === undefined ? '' : `${part}.`}${data.requestId}`;
}

/** `part` is the lane of `image.requested`, the percent of `request.progressed`, the delivery of `webhook.requested`. */
export type SubjectFilter = { requestId?: string; lane?: Lane; part?: string };

/** The filter that matches all events of a type, or only those of one request, lane or part. */
export function filterFor(name: EventName, { requestId = '*', lane, part }: SubjectFilter = {}): string {
  return [ROOT, name, ...(PARTS[name] ? [lane ?? part ?? '*'] : []), requestId].join('.');
}

/** The filter that matches what happens to one request; all but what has a part before the request. */
export const filterForRequest = (requestId: string) => `${ROOT}.*.*.${requestId}`;

/** The filter that matches every event. */
export const EVERYTHING = `${ROOT}.>`;

/** What whoever listens live may subscribe to: the events of this version and of those to come. */
export const LIVE = 'halftone.>';

/**
 * Where requests for consumers of the log go that name the consumer in their body, if at all, and not in their subject. The
 * gateway passes them on under a name.
 */
export const UNNAMED_CONSUMERS = {
  /** What clients ask of the server. */
  request: `$JS.API.CONSUMER.CREATE.${STREAM.name}`,
  /** What the server takes it for. */
  subject: 'halftone-consumers.v1.unnamed',
  /** What the gateway hears. A push consumer could be directed to the exact subject, but not to a wildcard. */
  subjects: 'halftone-consumers.v1.*',
} as const;

/** The durable consumers of each service, and what they let through; its permissions derive from this. */
export const DURABLES: Record<ServiceName, Record<string, string>> = {
  gateway: {},
  ingest: { ingest: filterFor('request.accepted') },
  imager: {
    ...Object.fromEntries(LANES.map((lane) => [`imager-${lane}`, filterFor('image.requested', { lane })])),
    'imager-deletions': filterFor('request.deleted'),
    [REUSE.durable]: filterFor('image.compressed'),
  },
  tracker: { tracker: EVERYTHING },
  notifier: {
    'notifier-completions': filterFor('request.completed'),
    'notifier-receivers': filterFor('request.completed'),
    'notifier-progress': filterFor('request.progressed'),
    'notifier-requests': filterFor('webhook.requested'),
    'notifier-redeliveries': filterFor('webhook.redelivery-requested'),
  },
};

export type ParsedSubject = { name: EventName; requestId: string; lane?: Lane; part?: string };

/** Whether a subject of the log is of a type that this version does not know, as a later one may publish it. */
export const isOfUnknownType = (subject: string) =>
  subject.startsWith(`${ROOT}.`) && !EVENT_NAMES.some((name) => `${subject}.`.startsWith(`${ROOT}.${name}.`));

const BEGINNINGS = EVENT_NAMES.map((name) => ({ name, beginning: `${ROOT}.${name}.` }));

/** What a subject says, or null when it is not ours. */
export function parseSubject(subject: string): ParsedSubject | null {
  const type = BEGINNINGS.find(({ beginning }) => subject.startsWith(beginning));
  if (!type) return null;
  const { name, beginning } = type;
  const rest = subject.slice(beginning.length).split('.');
  const [first, second] = rest;
  if (!PARTS[name]) return rest.length === 1 && first ? { name, requestId: first } : null;
  if (rest.length !== 2 || !first || !second) return null;
  if (name !== 'image.requested') return { name, requestId: second, part: first };
  const lane = LANES.find((candidate) => candidate === first);
  return lane ? { name, requestId: second, lane } : null;
}
