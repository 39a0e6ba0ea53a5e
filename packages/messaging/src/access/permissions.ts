import {
  DEAD_LETTERS,
  DURABLES,
  EVENT_NAMES,
  EVENTS,
  EVERYTHING,
  type EventName,
  filterFor,
  INBOX,
  SERVERS,
  type ServiceName,
  STREAM,
  UPLOADS,
  WAITING_ENDS,
} from '@halftone/contracts';

/**
 * Who may do what at the NATS server. To publish in its terms is also to ask the JetStream API for something, and to
 * acknowledge; what is answered comes to the user's own inbox.
 */

/** The users of the server: one for each service, `operator` for people, `subscriber` for programs that only read. */
export type NatsUser = ServiceName | 'operator' | 'subscriber';

type Subjects = { allow: readonly string[]; deny?: readonly string[] };
export type Permissions = { publish: Subjects; subscribe: Subjects };

const API = '$JS.API';

const publishing = (service: ServiceName) =>
  EVENT_NAMES.filter((name) => EVENTS[name].publisher === service).map((name) => filterFor(name));

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

/** Beside publishing, consuming, and making the streams where they are missing. */
const BESIDES: Record<ServiceName, readonly string[]> = {
  gateway: [
    ...readingTheLog,
    latestOfAll,
    // How many dead letters there are.
    `${API}.STREAM.INFO.${DEAD_LETTERS.name}`,
    ...UPLOADS.subjects,
    purging(UPLOADS.name),
    `${API}.STREAM.MSG.GET.${UPLOADS.name}`,
    // An end that the log has no room for, until it moves there.
    ...WAITING_ENDS.subjects,
    ...anEndThatWaits,
    whichEndsWait,
    purging(WAITING_ENDS.name),
    ...INBOX.subjects,
    ...INBOX.subjects.flatMap((subjects) => reading(INBOX.name, subjects)),
  ],
  ingest: [
    ...latest('request.cancelled', 'request.deleted'),
    ...anEndThatWaits,
    ...reading(STREAM.name, filterFor('product.listed')),
    ...readingUploads,
  ],
  imager: [
    ...latest('request.cancelled', 'request.deleted', 'request.completed'),
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
    `${API}.STREAM.UPDATE.${STREAM.name}`,
    // It removes the uploads of deleted requests, and those that were never accepted.
    ...reading(UPLOADS.name, UPLOADS.descriptionOf('*')),
    `${API}.STREAM.INFO.${UPLOADS.name}`,
    `${API}.STREAM.MSG.GET.${UPLOADS.name}`,
    purging(UPLOADS.name),
  ],
  notifier: [
    ...latest('request.completed', 'webhook.redelivery-requested'),
    ...reading(STREAM.name, filterFor('webhook.attempted')),
    // What is newer than the log it found at its start, nobody has attempted.
    howFar,
  ],
};

const STREAMS = [SERVERS, STREAM, WAITING_ENDS, DEAD_LETTERS, INBOX, UPLOADS];
const starting = [
  `${API}.INFO`,
  ...STREAMS.map(({ name }) => `${API}.STREAM.CREATE.${name}`),
  // Which servers have written the log, and which one does now.
  `${API}.STREAM.INFO.${SERVERS.name}`,
  ...SERVERS.subjects,
];

const SERVICES = Object.keys(DURABLES) as ServiceName[];
const inboxOf = (user: NatsUser) => `_INBOX.${user}.>`;

function ofService(service: ServiceName): Permissions {
  return {
    publish: {
      allow: [...starting, ...publishing(service), ...consuming(service), ...BESIDES[service]],
      deny: noDurablesBut(service),
    },
    subscribe: { allow: [inboxOf(service)] },
  };
}

/** What each user may publish and subscribe to; what is not allowed here is refused. */
export const PERMISSIONS: Record<NatsUser, Permissions> = {
  gateway: ofService('gateway'),
  ingest: ofService('ingest'),
  imager: ofService('imager'),
  tracker: ofService('tracker'),
  notifier: ofService('notifier'),
  operator: { publish: { allow: ['>'] }, subscribe: { allow: ['>'] } },
  subscriber: {
    publish: {
      allow: [`${API}.INFO`, ...readingTheLog, `$JS.ACK.${STREAM.name}.*.>`],
      deny: noDurablesBut(),
    },
    // Clients make inboxes where they like; what is sent to ours is for none of them.
    subscribe: { allow: ['_INBOX.>'], deny: [...SERVICES, 'operator' as const].map(inboxOf) },
  },
};

/** Whether a service may ask the leader for the newest event of any subject. */
export const mayReadEverything = (service: ServiceName) =>
  PERMISSIONS[service].publish.allow.includes(latestOfAll);

/** Whether a service may ask how far the log has come. */
export const mayAskHowFar = (service: ServiceName) => PERMISSIONS[service].publish.allow.includes(howFar);

/**
 * The table as the server reads it. Passwords come from its environment: `NATS_GATEWAY_PASSWORD` and so on, which must
 * begin with a letter, since the server reads them as it reads its configuration, where digits begin a number.
 */
export function permissionsConfiguration(): string {
  const users = Object.entries(PERMISSIONS).map(
    ([user, { publish, subscribe }]) => `    {
      user: ${user}
      password: $NATS_${user.toUpperCase()}_PASSWORD
      permissions: {
        publish: ${blockOf(publish)}
        subscribe: ${blockOf(subscribe)}
      }
    }`,
  );
  return `# Generated by \`npm run generate\` from packages/messaging/src/access/permissions.ts; a test fails when it differs.
authorization {
  users: [
${users.join('\n')}
  ]
}
`;
}

const blockOf = ({ allow, deny }: Subjects) =>
  `{\n          allow: ${listOf(allow)}${deny ? `\n          deny: ${listOf(deny)}` : ''}\n        }`;

const listOf = (subjects: readonly string[]) =>
  subjects.length === 1
    ? JSON.stringify(subjects)
    : `[\n${subjects.map((subject) => `            ${JSON.stringify(subject)}`).join('\n')}\n          ]`;
