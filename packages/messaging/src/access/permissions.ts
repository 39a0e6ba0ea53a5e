import {
  DEAD_LETTERS,
  DURABLES,
  ENDPOINT_EVENTS,
  ENDPOINTS,
  EVENT_NAMES,
  EVENTS,
  EVERYTHING,
  type EventName,
  filterFor,
  INBOX,
  LIVE,
  PREFLIGHT,
  REUSE,
  SERVERS,
  type ServiceName,
  STREAM,
  UNNAMED_CONSUMERS,
  UPLOADS,
  VERIFICATIONS,
  WAITING_ENDS,
  WEBHOOK_TESTS,
} from '@halftone/contracts';

/**
 * Who may do what at the NATS server. To publish in its terms is also to ask the JetStream API for something, and to
 * acknowledge; what is answered comes to the user's own inbox.
 */

/** The users of the server: one for each service, `operator` for people, `subscriber` for programs that only read. */
export type NatsUser = ServiceName | 'operator' | 'subscriber';

export type Subjects = { allow: readonly string[]; deny?: readonly string[] };
export type Permissions = {
  publish: Subjects;
  subscribe: Subjects;
};

const API = '$JS.API';

const publishing = (service: ServiceName) =>
  EVENT_NAMES.filter((name) => EVENTS[name].publisher === service).map((name) => filterFor(name));

/** Webhook endpoints stand in a stream of their own, which few read: their secrets are in it, though sealed. */
const readingEndpoints = () => [
  ...ENDPOINTS.subjects.flatMap((subjects) => reading(ENDPOINTS.name, subjects)),
  `${API}.STREAM.INFO.${ENDPOINTS.name}`,
];
const publishingEndpoints = (service: ServiceName) =>
  Object.entries(ENDPOINT_EVENTS)
    .filter(([, { publisher }]) => publisher === service)
    .map(([name]) => ENDPOINTS.filterFor(name));

/** A durable consumer is made under its name with its filter, so neither can be another's. */
const consuming = (service: ServiceName) =>
  Object.entries(DURABLES[service]).flatMap(([durable, filter]) => [
    `${API}.CONSUMER.CREATE.${STREAM.name}.${durable}.${filter}`,
    `${API}.CONSUMER.INFO.${STREAM.name}.${durable}`,
    `${API}.CONSUMER.MSG.NEXT.${STREAM.name}.${durable}`,
    `$JS.ACK.${STREAM.name}.${durable}.>`,
    DEAD_LETTERS.subjectFor(durable),
  ]);

/**
 * Asks for the newest event of a subject. Unlike with the leader's answer, the request's own subject says what for. Nobody
 * may ask so for what it may publish: it could have the answer, which is the event as it stands, sent to a subject of
 * another's, since the server does not check where an answer is to go.
 */
export const directGetOf = (subject: string, stream: string = STREAM.name) =>
  `${API}.DIRECT.GET.${stream}.${subject}`;

const latest = (...names: EventName[]) => names.map((name) => directGetOf(filterFor(name)));

/** The ends of requests that wait for room in the log: one by its request, and which there are. */
const anEndThatWaits = WAITING_ENDS.events.map((name) =>
  directGetOf(WAITING_ENDS.subjectFor(filterFor(name)), WAITING_ENDS.name),
);
const whichEndsWait = `${API}.STREAM.INFO.${WAITING_ENDS.name}`;

/** Through consumers that the reader makes, by names of its own choosing. */
const reading = (stream: string, subjects: string) => [
  `${API}.CONSUMER.CREATE.${stream}.*.${subjects}`,
  `${API}.CONSUMER.INFO.${stream}.*`,
  `${API}.CONSUMER.MSG.NEXT.${stream}.*`,
  `${API}.CONSUMER.DELETE.${stream}.*`,
];

/** Every event, its own consumers, and how far the log has come. */
const howFar = `${API}.STREAM.INFO.${STREAM.name}`;
const readingTheLog = [...reading(STREAM.name, EVERYTHING), howFar];
const readingUploads = [
  `${API}.STREAM.MSG.GET.${UPLOADS.name}`,
  ...UPLOADS.subjects.flatMap((subjects) => reading(UPLOADS.name, subjects)),
];

/** The newest event of a subject as the leader has it; which subject stands in the body, so it cannot be limited. */
const latestOfAll = `${API}.STREAM.MSG.GET.${STREAM.name}`;
const purging = (stream: string) => `${API}.STREAM.PURGE.${stream}`;
/** One message, by its sequence. */
const deletingFrom = (stream: string) => `${API}.STREAM.MSG.DELETE.${stream}`;

/** What may be asked of a consumer beside how far it is. */
const CONSUMER_CHANGES = ['CREATE', 'DELETE', 'PAUSE', 'UNPIN'];

/** The durable consumers of others, for those who may make consumers by any name. */
const noDurablesBut = (owner?: ServiceName) =>
  Object.entries(DURABLES).flatMap(([service, durables]) =>
    service === owner
      ? []
      : Object.keys(durables).flatMap((durable) => [
          ...CONSUMER_CHANGES.map((change) => `${API}.CONSUMER.${change}.${STREAM.name}.${durable}`),
          `${API}.CONSUMER.*.${STREAM.name}.${durable}.>`,
          `${API}.CONSUMER.*.*.${STREAM.name}.${durable}`,
          `$JS.ACK.${STREAM.name}.${durable}.>`,
        ]),
  );

/**
 * What clients in all languages ask for to read a stream: which one has the subject, what is in it, consumers of every kind
 * and their messages. Of each request the subject names the consumer, so that those of the services can be denied. The
 * oldest form, in which only the body names it, would change any consumer; `UNNAMED_CONSUMERS` stands for it.
 */
const subscribing = [
  `${API}.INFO`,
  `${API}.STREAM.NAMES`,
  `${API}.STREAM.LIST`,
  howFar,
  `${API}.CONSUMER.NAMES.${STREAM.name}`,
  `${API}.CONSUMER.LIST.${STREAM.name}`,
  // Without a filter or with several, and with one.
  `${API}.CONSUMER.CREATE.${STREAM.name}.*`,
  `${API}.CONSUMER.CREATE.${STREAM.name}.*.>`,
  `${API}.CONSUMER.DURABLE.CREATE.${STREAM.name}.*`,
  UNNAMED_CONSUMERS.subject,
  `${API}.CONSUMER.INFO.${STREAM.name}.*`,
  `${API}.CONSUMER.MSG.NEXT.${STREAM.name}.*`,
  `${API}.CONSUMER.DELETE.${STREAM.name}.*`,
  `$JS.ACK.${STREAM.name}.*.>`,
  // Flow control of push consumers.
  `$JS.FC.${STREAM.name}.*.*`,
];

/**
 * The index of outputs that can be reused, and filling it again from the start. Not its limits: who may change a stream can
 * have it publish on the subjects of others. Nor direct gets, for the same reason (see `directGetOf`).
 */
const keepingReuseIndex = [
  `${API}.STREAM.CREATE.${REUSE.name}`,
  `${API}.STREAM.INFO.${REUSE.name}`,
  `${API}.STREAM.MSG.GET.${REUSE.name}`,
  ...REUSE.subjects,
  `${API}.CONSUMER.DELETE.${STREAM.name}.${REUSE.durable}`,
];

/** Beside publishing, consuming, and making the streams where they are missing. */
const BESIDES: Record<ServiceName, readonly string[]> = {
  gateway: [
    ...readingTheLog,
    latestOfAll,
    // Passes on what asks for a consumer without naming it.
    `${API}.CONSUMER.CREATE.${STREAM.name}.*`,
    ...UPLOADS.subjects,
    purging(UPLOADS.name),
    deletingFrom(UPLOADS.name),
    `${API}.STREAM.MSG.GET.${UPLOADS.name}`,
    // An end that the log has no room for, until it moves there.
    ...WAITING_ENDS.subjects,
    ...anEndThatWaits,
    whichEndsWait,
    purging(WAITING_ENDS.name),
    ...INBOX.subjects,
    ...INBOX.subjects.flatMap((subjects) => reading(INBOX.name, subjects)),
    // It shows operators what could not be handled and how many of those there are, and what a verification found.
    `${API}.STREAM.INFO.${DEAD_LETTERS.name}`,
    ...DEAD_LETTERS.subjects.flatMap((subjects) => reading(DEAD_LETTERS.name, subjects)),
    directGetOf(VERIFICATIONS.subject, VERIFICATIONS.name),
    WEBHOOK_TESTS.subject,
    PREFLIGHT.subject,
    PREFLIGHT.stopped,
    ...publishingEndpoints('gateway'),
    ...readingEndpoints(),
  ],
  ingest: [
    ...latest('request.cancelled', 'request.deleted'),
    ...anEndThatWaits,
    ...reading(STREAM.name, filterFor('product.listed')),
    ...readingUploads,
  ],
  imager: [
    ...latest('request.cancelled', 'request.deleted', 'request.completed'),
    // Whose request it is, and what was to be done: an output is reused for its own tenant alone.
    ...latest('request.accepted'),
    ...keepingReuseIndex,
    // What has ended is not done again.
    ...reading(STREAM.name, filterFor('image.compressed')),
    ...reading(STREAM.name, filterFor('image.failed')),
    ...anEndThatWaits,
  ],
  tracker: [
    ...readingTheLog,
    latestOfAll,
    // It makes room for the deletions that wait for it.
    ...anEndThatWaits,
    whichEndsWait,
    // Of a deleted request everything goes; and a log of an earlier version is brought up to date.
    purging(STREAM.name),
    deletingFrom(STREAM.name),
    `${API}.STREAM.UPDATE.${STREAM.name}`,
    // It removes the uploads of deleted requests, and those that were never accepted.
    ...reading(UPLOADS.name, UPLOADS.descriptionOf('*')),
    `${API}.STREAM.INFO.${UPLOADS.name}`,
    `${API}.STREAM.MSG.GET.${UPLOADS.name}`,
    purging(UPLOADS.name),
    deletingFrom(UPLOADS.name),
    ...readingEndpoints(),
  ],
  notifier: [
    ...latest('request.completed', 'webhook.redelivery-requested'),
    ...reading(STREAM.name, filterFor('webhook.attempted')),
    ...reading(STREAM.name, filterFor('webhook.requested')),
    ...reading(STREAM.name, filterFor('webhook.redelivery-requested')),
    ...publishingEndpoints('notifier'),
    ...readingEndpoints(),
    // A webhook lists the failed images of a request.
    ...reading(STREAM.name, filterFor('image.failed')),
    // What is newer than the log it found at its start, nobody has attempted.
    howFar,
  ],
};

const STREAMS = [SERVERS, STREAM, WAITING_ENDS, DEAD_LETTERS, ENDPOINTS, VERIFICATIONS, INBOX, UPLOADS];
const starting = [
  `${API}.INFO`,
  ...STREAMS.map(({ name }) => `${API}.STREAM.CREATE.${name}`),
  // Which servers have written the log, and which one does now.
  `${API}.STREAM.INFO.${SERVERS.name}`,
  ...SERVERS.subjects,
];

const SERVICES = Object.keys(DURABLES) as ServiceName[];
const inboxOf = (user: NatsUser) => `_INBOX.${user}.>`;

/** Each question has a subject of its own for its answer. */
function answersTo({ answers }: { answers: string }): string {
  return `${answers}.*`;
}

/** What a service hears beside the answers to its own requests. */
const HEARD: Partial<Record<ServiceName, readonly string[]>> = {
  gateway: [UNNAMED_CONSUMERS.subjects, answersTo(WEBHOOK_TESTS), answersTo(PREFLIGHT)],
};

function ofService(service: ServiceName): Permissions {
  return {
    publish: {
      allow: [...starting, ...publishing(service), ...consuming(service), ...BESIDES[service]],
      deny: noDurablesBut(service),
    },
    subscribe: { allow: [inboxOf(service), ...(HEARD[service] ?? [])] },
  };
}

/**
 * A service that is asked directly, on subjects beside its own inbox. It may answer on subjects for that alone: with
 * `allow_responses` nats-server 2.9 keeps a note of every event that it sends the user, since it may be acknowledged, and goes
 * through all of them again and again.
 */
function answering(service: ServiceName, asked: { answers: string }, ...subjects: string[]): Permissions {
  const { publish, subscribe } = ofService(service);
  return {
    publish: { ...publish, allow: [...publish.allow, answersTo(asked)] },
    subscribe: { allow: [...subscribe.allow, ...subjects] },
  };
}

/** What each user may publish and subscribe to; what is not allowed here is refused. */
export const PERMISSIONS: Record<NatsUser, Permissions> = {
  gateway: ofService('gateway'),
  ingest: ofService('ingest'),
  // Only these two may call others: one is asked to look at images, the other to test a receiver.
  imager: answering('imager', PREFLIGHT, PREFLIGHT.subject, PREFLIGHT.stopped),
  tracker: ofService('tracker'),
  notifier: answering('notifier', WEBHOOK_TESTS, WEBHOOK_TESTS.subject),
  operator: { publish: { allow: ['>'] }, subscribe: { allow: ['>'] } },
  subscriber: {
    publish: { allow: subscribing, deny: noDurablesBut() },
    // Clients make inboxes where they like; what is sent to ours is for none of them.
    subscribe: { allow: [LIVE, '_INBOX.>'], deny: [...SERVICES, 'operator' as const].map(inboxOf) },
  },
};

/** Whether a service may ask the leader for the newest event of any subject. */
export const mayReadEverything = (service: ServiceName) =>
  PERMISSIONS[service].publish.allow.includes(latestOfAll);

/** Whether a service may ask how far the log has come. */
export const mayAskHowFar = (service: ServiceName) => PERMISSIONS[service].publish.allow.includes(howFar);

/** Whether a service names the consumers that others ask for without a name. */
export const mayNameConsumers = (service: ServiceName) =>
  PERMISSIONS[service].subscribe.allow.includes(UNNAMED_CONSUMERS.subjects);
