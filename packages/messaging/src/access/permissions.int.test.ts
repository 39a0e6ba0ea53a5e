import { setImmediate } from 'node:timers/promises';
import {
  DEAD_LETTERS,
  DURABLES,
  ENDPOINTS,
  EVENT_NAMES,
  type EventName,
  INBOX,
  PREFLIGHT,
  type ServiceName,
  UNNAMED_CONSUMERS,
  UPLOADS,
  VERIFICATIONS,
  WAITING_ENDS,
  WEBHOOK_TESTS,
} from '@halftone/contracts';
import { natsForTest, type TestNats } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { connect, Events, type NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serversOf } from '../connection.ts';
import { connectLog, type EventLog, type NatsUser } from '../index.ts';

const logger = createLogger('test', 'silent');
const SERVICES: ServiceName[] = ['gateway', 'ingest', 'imager', 'tracker', 'notifier'];

const parts = new AsyncDisposableStack();
let nats: TestNats;
beforeAll(async () => {
  nats = parts.use(await natsForTest());
  parts.use(await logOf('tracker'));
});
afterAll(() => parts.disposeAsync());

const logOf = (service: ServiceName): Promise<EventLog> =>
  connectLog({ url: nats.urlOf(service), service, logger });

const connectAs = (user: NatsUser): Promise<NatsConnection> =>
  connect({ ...serversOf(nats.urlOf(user)), inboxPrefix: `_INBOX.${user}` });

const create = (name: string, filter: string) => `$JS.API.CONSUMER.CREATE.HALFTONE.${name}.${filter}`;
const next = (name: string) => `$JS.API.CONSUMER.MSG.NEXT.HALFTONE.${name}`;
const remove = (name: string) => `$JS.API.CONSUMER.DELETE.HALFTONE.${name}`;
const ack = (name: string) => `$JS.ACK.HALFTONE.${name}.1.1.1.1.1`;
const newest = (name: EventName) => `$JS.API.DIRECT.GET.HALFTONE.halftone.v1.${name}.r`;
const ALL = 'halftone.v1.>';
const EXPRESS = 'halftone.v1.image.requested.express.*';

/** What each user may publish, and what it may not. What all may and what nobody may stands below. */
const TABLE: Record<Exclude<NatsUser, 'operator'>, { may: string[]; mayNot: string[] }> = {
  gateway: {
    may: [
      'halftone.v1.request.accepted.r',
      'halftone.v1.webhook.redelivery-requested.r',
      create('any', 'halftone.v1.*.*.r'),
      '$JS.API.CONSUMER.CREATE.HALFTONE.any',
      next('any'),
      '$JS.API.STREAM.MSG.GET.HALFTONE',
      '$JS.API.STREAM.INFO.HALFTONE',
      UPLOADS.chunksOf('x'),
      '$JS.API.STREAM.PURGE.OBJ_uploads',
      '$JS.API.STREAM.MSG.DELETE.OBJ_uploads',
      INBOX.subjectFor('public'),
      ...Object.keys(DURABLES.tracker).map((name) => `$JS.API.CONSUMER.INFO.HALFTONE.${name}`),
      '$JS.API.STREAM.INFO.HALFTONE_DEAD',
      '$JS.API.CONSUMER.CREATE.HALFTONE_DEAD.any.halftone-dead.v1.>',
      `$JS.API.DIRECT.GET.HALFTONE_VERIFIED.${VERIFICATIONS.subject}`,
      WEBHOOK_TESTS.subject,
    ],
    mayNot: [
      'halftone.v1.request.completed.r',
      'halftone.v1.image.requested.express.r',
      create('tracker', ALL),
      create('ingest', 'halftone.v1.request.accepted.*'),
      '$JS.API.CONSUMER.CREATE.HALFTONE.tracker',
      remove('notifier-completions'),
      ack('any'),
      '$JS.API.STREAM.PURGE.HALFTONE',
      '$JS.API.STREAM.MSG.DELETE.HALFTONE',
      DEAD_LETTERS.subjectFor('tracker'),
      '$JS.API.STREAM.MSG.DELETE.HALFTONE_DEAD',
      VERIFICATIONS.subject,
    ],
  },
  ingest: {
    may: [
      'halftone.v1.product.listed.r',
      'halftone.v1.image.requested.bulk.r',
      create('ingest', 'halftone.v1.request.accepted.*'),
      next('ingest'),
      ack('ingest'),
      DEAD_LETTERS.subjectFor('ingest'),
      newest('request.cancelled'),
      create('any', 'halftone.v1.product.listed.r'),
      '$JS.API.STREAM.MSG.GET.OBJ_uploads',
      '$JS.API.CONSUMER.CREATE.OBJ_uploads.any.$O.uploads.C.x',
    ],
    mayNot: [
      '$JS.API.STREAM.MSG.DELETE.HALFTONE',
      'halftone.v1.request.accepted.r',
      'halftone.v1.image.failed.r',
      create('ingest', ALL),
      create('any', ALL),
      next('tracker'),
      newest('product.listed'),
      newest('webhook.attempted'),
      DEAD_LETTERS.subjectFor('tracker'),
      UPLOADS.chunksOf('x'),
      '$JS.API.STREAM.MSG.GET.HALFTONE',
      '$JS.API.STREAM.PURGE.OBJ_uploads',
    ],
  },
  imager: {
    may: [
      'halftone.v1.image.compressed.r',
      'halftone.v1.image.failed.r',
      create('imager-express', EXPRESS),
      next('imager-bulk'),
      ack('imager-deletions'),
      newest('request.deleted'),
      newest('request.completed'),
      newest('request.accepted'),
      create('any', 'halftone.v1.image.compressed.r'),
      create('any', 'halftone.v1.image.failed.r'),
      next('any'),
      create('imager-index', 'halftone.v1.image.compressed.*'),
      remove('imager-index'),
      '$KV.reuse.u.key',
      '$JS.API.STREAM.MSG.GET.KV_reuse',
    ],
    mayNot: [
      '$JS.API.STREAM.MSG.DELETE.HALFTONE',
      'halftone.v1.image.requested.express.r',
      'halftone.v1.request.completed.r',
      create('imager-express', ALL),
      create('any', EXPRESS),
      create('any', ALL),
      create('tracker', 'halftone.v1.image.failed.r'),
      newest('product.listed'),
      newest('image.compressed'),
      '$JS.API.STREAM.UPDATE.KV_reuse',
      '$JS.API.DIRECT.GET.KV_reuse',
      '$JS.API.STREAM.MSG.GET.HALFTONE',
      UPLOADS.chunksOf('x'),
      '$JS.API.STREAM.MSG.GET.OBJ_uploads',
      '$JS.API.STREAM.INFO.HALFTONE',
    ],
  },
  tracker: {
    may: [
      'halftone.v1.request.completed.r',
      create('tracker', ALL),
      next('tracker'),
      ack('tracker'),
      create('any', ALL),
      '$JS.API.STREAM.MSG.GET.HALFTONE',
      '$JS.API.STREAM.PURGE.HALFTONE',
      '$JS.API.STREAM.PURGE.OBJ_uploads',
      '$JS.API.STREAM.MSG.DELETE.HALFTONE',
      '$JS.API.STREAM.MSG.DELETE.OBJ_uploads',
      '$JS.API.STREAM.UPDATE.HALFTONE',
    ],
    mayNot: [
      'halftone.v1.image.compressed.r',
      'halftone.v1.request.deleted.r',
      create('imager-bulk', ALL),
      remove('imager-bulk'),
      ack('imager-bulk'),
      '$JS.API.STREAM.UPDATE.OBJ_uploads',
      DEAD_LETTERS.subjectFor('ingest'),
    ],
  },
  notifier: {
    may: [
      'halftone.v1.webhook.attempted.r',
      create('notifier-completions', 'halftone.v1.request.completed.*'),
      ack('notifier-redeliveries'),
      newest('request.completed'),
      create('any', 'halftone.v1.webhook.attempted.r'),
    ],
    mayNot: [
      '$JS.API.STREAM.MSG.DELETE.HALFTONE',
      'halftone.v1.request.completed.r',
      'halftone.v1.webhook.redelivery-requested.r',
      create('any', ALL),
      next('tracker'),
      newest('webhook.attempted'),
      '$JS.API.STREAM.MSG.GET.HALFTONE',
    ],
  },
  subscriber: {
    may: [
      '$JS.API.INFO',
      '$JS.API.STREAM.NAMES',
      '$JS.API.STREAM.LIST',
      '$JS.API.STREAM.INFO.HALFTONE',
      '$JS.API.CONSUMER.NAMES.HALFTONE',
      '$JS.API.CONSUMER.LIST.HALFTONE',
      '$JS.API.CONSUMER.INFO.HALFTONE.tracker',
      '$JS.API.CONSUMER.CREATE.HALFTONE',
      '$JS.API.CONSUMER.CREATE.HALFTONE.search',
      '$JS.API.CONSUMER.DURABLE.CREATE.HALFTONE.search',
      create('search', ALL),
      create('search', 'halftone.v1.image.failed.*'),
      next('search'),
      ack('search'),
      '$JS.FC.HALFTONE.search.x',
      remove('search'),
    ],
    mayNot: [
      ...EVENT_NAMES.map((name) => `halftone.v1.${name}.r`),
      ...['tracker', 'ingest', 'imager-express', 'notifier-completions'].flatMap((durable) => [
        `$JS.API.CONSUMER.CREATE.HALFTONE.${durable}`,
        `$JS.API.CONSUMER.DURABLE.CREATE.HALFTONE.${durable}`,
        create(durable, ALL),
        next(durable),
        remove(durable),
        ack(durable),
      ]),
      '$JS.API.STREAM.MSG.GET.HALFTONE',
      newest('request.completed'),
      '$JS.API.DIRECT.GET.HALFTONE',
      '$JS.API.STREAM.PURGE.HALFTONE',
      '$JS.API.STREAM.UPDATE.HALFTONE',
      '$JS.API.STREAM.INFO.OBJ_uploads',
      '$JS.API.STREAM.MSG.GET.OBJ_uploads',
      '$JS.API.CONSUMER.LIST.HALFTONE_DEAD',
      '$JS.API.CONSUMER.CREATE.OBJ_uploads.any',
      '$JS.API.CONSUMER.CREATE.OBJ_uploads.any.$O.uploads.C.x',
      '$JS.API.CONSUMER.CREATE.HALFTONE_INBOX.any.halftone-inbox.v1.*',
      '$JS.API.CONSUMER.PAUSE.HALFTONE.search',
      '$JS.API.STREAM.CREATE.mine',
      '$JS.API.STREAM.CREATE.KV_mine',
      UPLOADS.chunksOf('x'),
      INBOX.subjectFor('public'),
      DEAD_LETTERS.subjectFor('tracker'),
      '_INBOX.tracker.x',
    ],
  },
};

/** Of the administration, beside what the table allows: nobody but the operator may change or end a stream, or look at other things. */
const NOBODY = [
  '$JS.API.STREAM.DELETE.HALFTONE',
  '$JS.API.STREAM.UPDATE.HALFTONE_DEAD',
  '$JS.API.STREAM.MSG.DELETE.HALFTONE_ENDPOINTS',
  '$JS.API.STREAM.CREATE.other',
  '$JS.API.STREAM.SNAPSHOT.HALFTONE',
  '$JS.API.STREAM.RESTORE.HALFTONE',
  '$JS.API.STREAM.LEADER.STEPDOWN.HALFTONE',
  '$JS.API.CONSUMER.LEADER.STEPDOWN.HALFTONE.any',
  '$JS.API.CONSUMER.CREATE.HALFTONE_DEAD',
  '$JS.API.SERVER.REMOVE',
  'anything',
];

/** Ways to make a consumer of any filter, or of any name: no service needs them. */
const NO_SERVICE = [UNNAMED_CONSUMERS.subject, '$JS.API.CONSUMER.DURABLE.CREATE.HALFTONE.any'];

describe('the permissions of', () => {
  test.each(Object.entries(TABLE))('%s', async (name, { may, mayNot }) => {
    const user = name as NatsUser;
    const closed = [...mayNot, ...NOBODY, ...(user === 'subscriber' ? [] : NO_SERVICE)];
    expect(await refused(user, [...may, ...closed])).toEqual(closed);
  });

  test.each(SERVICES)(
    '%s: a request for a consumer without a name goes where it may not',
    async (service) => {
      expect(await refused(service, [UNNAMED_CONSUMERS.request])).toEqual([UNNAMED_CONSUMERS.subject]);
    },
  );

  test('operator', async () => {
    expect(
      await refused(
        'operator',
        Object.values(TABLE).flatMap(({ may, mayNot }) => [...may, ...mayNot]),
      ),
    ).toEqual([]);
  });

  test.each(SERVICES)('%s: it hears only what is sent to it', async (service) => {
    const connection = await connectAs(service);
    const refusals = refusalsOf(connection);
    for (const subject of ['>', ALL, '_INBOX.>', '_INBOX.operator.x', `_INBOX.${service}.x`]) {
      connection.subscribe(subject, { callback: () => {} });
    }
    await connection.flush();
    expect(await refusals()).toEqual(['>', ALL, '_INBOX.>', '_INBOX.operator.x']);
  });

  test('subscriber: it hears the events and what is sent to itself, and nothing that is sent to a service', async () => {
    const connection = await connectAs('subscriber');
    const refusals = refusalsOf(connection);
    const operator = await connectAs('operator');
    const heard: string[] = [];
    const closed = [
      '>',
      '*.>',
      '$JS.>',
      '$KV.>',
      '$O.uploads.M.>',
      '$SYS.>',
      '_INBOX.gateway.x',
      UNNAMED_CONSUMERS.subject,
      ...[DEAD_LETTERS, INBOX, WAITING_ENDS].flatMap(({ subjects }) => subjects),
    ];
    for (const subject of ['_INBOX.>', ALL, ...closed]) {
      connection.subscribe(subject, {
        callback: (error, message) => void (error || heard.push(message.subject)),
      });
    }
    await connection.flush();
    const sent = ['_INBOX.mine.x', 'halftone.v1.request.deleted.r'];
    for (const subject of ['_INBOX.gateway.x', '_INBOX.operator.x', 'halftone-inbox.v1.public', ...sent])
      operator.publish(subject);
    await operator.flush();
    await connection.flush();
    expect(heard).toEqual(sent);
    expect(await refusals()).toEqual(closed);
    await operator.close();
  });

  test('endpoints: gateway and notifier publish what is theirs, the tracker reads, and nobody else sees them', async () => {
    const create = '$JS.API.CONSUMER.CREATE.HALFTONE_ENDPOINTS.any.halftone-endpoints.v1.>';
    const registered = ENDPOINTS.filterFor('endpoint.registered', 'ep_1');
    const suspended = ENDPOINTS.filterFor('endpoint.suspended', 'ep_1');
    const stream = ['MSG.GET', 'PURGE', 'DELETE', 'UPDATE'].map(
      (what) => `$JS.API.STREAM.${what}.HALFTONE_ENDPOINTS`,
    );
    const all = [create, registered, suspended, '$JS.API.DIRECT.GET.HALFTONE_ENDPOINTS', ...stream];
    const refusedTo = async (user: NatsUser) => (await refused(user, all)).length;
    expect(await refused('gateway', all)).toEqual(all.slice(2));
    expect(await refused('notifier', all)).toEqual(
      all.filter((subject) => ![create, suspended].includes(subject)),
    );
    expect(await refused('tracker', all)).toEqual(all.slice(1));
    for (const user of ['ingest', 'imager', 'subscriber'] as const)
      expect(await refusedTo(user)).toBe(all.length);
  });

  test.each([
    ['tests of webhooks', [WEBHOOK_TESTS.subject], 'notifier', WEBHOOK_TESTS.answers],
    ['looks at images', [PREFLIGHT.subject, PREFLIGHT.stopped], 'imager', PREFLIGHT.answers],
  ] as const)(
    '%s: the gateway alone asks on %j, and only the %s is asked, and answers',
    async (_what, subjects, asked, answers) => {
      for (const user of ['gateway', 'ingest', 'imager', 'tracker', 'notifier', 'subscriber'] as const) {
        const elsewhere = [`${answers}.x`, `_INBOX.gateway.x`];
        expect([user, await refused(user, elsewhere)]).toEqual([
          user,
          user === asked ? elsewhere.slice(1) : elsewhere,
        ]);
      }
      for (const user of ['ingest', 'imager', 'tracker', 'notifier', 'subscriber'] as const) {
        expect(await refused(user, [...subjects])).toEqual(subjects);
      }
      for (const user of ['gateway', 'ingest', 'tracker', 'imager', 'notifier', 'subscriber'] as const) {
        const connection = await connectAs(user);
        const refusals = refusalsOf(connection);
        for (const subject of subjects) connection.subscribe(subject, { callback: () => {} });
        await connection.flush();
        expect([user, await refusals()]).toEqual([user, user === asked ? [] : subjects]);
      }
    },
  );

  test('nobody: who gives a wrong password is not let in', async () => {
    const url = nats.urlOf('gateway').replace('test-gateway', 'test-imager');
    await expect(connect(serversOf(url))).rejects.toThrow('Authorization Violation');
  });
});

/** Those of the subjects on which the server does not let the user publish. */
async function refused(user: NatsUser, subjects: string[]): Promise<string[]> {
  const connection = await connectAs(user);
  const refusals = refusalsOf(connection);
  for (const subject of subjects) connection.publish(subject);
  // The server answers in order, so what it refuses has been said before this is answered.
  await connection.flush();
  return refusals();
}

/** Collects what the server refuses; the function closes the connection and gives the subjects. */
function refusalsOf(connection: NatsConnection): () => Promise<string[]> {
  const subjects: string[] = [];
  // It does not end with the connection.
  void (async () => {
    for await (const { type, permissionContext } of connection.status()) {
      if (type === Events.Error && permissionContext) subjects.push(permissionContext.subject);
    }
  })();
  return async () => {
    // What has arrived is handed on before anything else happens.
    await setImmediate();
    await connection.close();
    return subjects;
  };
}
