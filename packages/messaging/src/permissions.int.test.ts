import { setImmediate } from 'node:timers/promises';
import {
  DEAD_LETTERS,
  EVENT_NAMES,
  EVENTS,
  type EventName,
  EXAMPLES,
  INBOX,
  type ServiceName,
  STREAM,
  UPLOADS,
} from '@halftone/contracts';
import { natsForTest, type TestNats } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { connect, Events, type NatsConnection, StorageType } from 'nats';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serversOf } from './connection.ts';
import { connectLog, type EventLog, type NatsUser, NotPermittedError } from './index.ts';

const logger = createLogger('test', 'silent');
const SERVICES: ServiceName[] = ['gateway', 'ingest', 'imager', 'tracker', 'notifier'];
const REQUEST = EXAMPLES['request.accepted'].requestId;

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
      next('any'),
      '$JS.API.STREAM.MSG.GET.HALFTONE',
      '$JS.API.STREAM.INFO.HALFTONE',
      UPLOADS.chunksOf('x'),
      '$JS.API.STREAM.PURGE.OBJ_uploads',
      INBOX.subjectFor('public'),
    ],
    mayNot: [
      'halftone.v1.request.completed.r',
      'halftone.v1.image.requested.express.r',
      create('tracker', ALL),
      create('ingest', 'halftone.v1.request.accepted.*'),
      remove('notifier-completions'),
      ack('any'),
      '$JS.API.STREAM.PURGE.HALFTONE',
      DEAD_LETTERS.subjectFor('tracker'),
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
    ],
    mayNot: [
      'halftone.v1.image.requested.express.r',
      'halftone.v1.request.completed.r',
      create('imager-express', ALL),
      create('any', EXPRESS),
      newest('request.accepted'),
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
      '$JS.API.STREAM.INFO.HALFTONE',
      create('search', ALL),
      create('search', 'halftone.v1.image.failed.*'),
      next('search'),
      ack('search'),
      remove('search'),
    ],
    mayNot: [
      ...EVENT_NAMES.map((name) => `halftone.v1.${name}.r`),
      ...['tracker', 'ingest', 'imager-express', 'notifier-completions'].flatMap((durable) => [
        create(durable, ALL),
        next(durable),
        remove(durable),
        ack(durable),
      ]),
      '$JS.API.STREAM.MSG.GET.HALFTONE',
      '$JS.API.STREAM.MSG.GET.OBJ_uploads',
      '$JS.API.CONSUMER.CREATE.OBJ_uploads.any.$O.uploads.C.x',
      '$JS.API.STREAM.CREATE.mine',
      DEAD_LETTERS.subjectFor('tracker'),
    ],
  },
};

/** Of the administration, beside what the table allows: nobody but the operator may change or end a stream, or look at other things. */
const NOBODY = [
  '$JS.API.STREAM.DELETE.HALFTONE',
  '$JS.API.STREAM.UPDATE.HALFTONE_DEAD',
  '$JS.API.STREAM.MSG.DELETE.HALFTONE',
  '$JS.API.STREAM.CREATE.other',
  '$JS.API.STREAM.SNAPSHOT.HALFTONE',
  '$JS.API.CONSUMER.CREATE.HALFTONE',
  '$JS.API.CONSUMER.DURABLE.CREATE.HALFTONE.any',
  '$JS.API.SERVER.REMOVE',
  'anything',
];

describe('the permissions of', () => {
  test.each(Object.entries(TABLE))('%s', async (name, { may, mayNot }) => {
    const user = name as NatsUser;
    expect(await refused(user, [...may, ...mayNot, ...NOBODY])).toEqual([...mayNot, ...NOBODY]);
  });

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

  test('nobody: who gives a wrong password is not let in', async () => {
    const url = nats.urlOf('gateway').replace('test-gateway', 'test-imager');
    await expect(connect(serversOf(url))).rejects.toThrow('Authorization Violation');
  });
});

describe('with its own permissions', () => {
  test.each(EVENT_NAMES)(
    'the owner of %s publishes it, and another is told at once that it may not',
    async (name) => {
      const owner = EVENTS[name].publisher;
      await using own = await logOf(owner);
      await using other = await logOf(owner === 'imager' ? 'tracker' : 'imager');
      await own.publish(name, EXAMPLES[name]);
      await expect(other.publish(name, EXAMPLES[name])).rejects.toThrow(NotPermittedError);
      await expect(other.publish(name, EXAMPLES[name])).rejects.toThrow(`publish halftone.v1.${name}.`);
    },
  );

  test.each([
    ['ingest', 'request.deleted'],
    ['ingest', 'product.listed'],
    ['imager', 'request.cancelled'],
    ['notifier', 'request.completed'],
    ['notifier', 'webhook.attempted'],
    ['tracker', 'request.accepted'],
    ['gateway', 'webhook.attempted'],
  ] as const)('%s reads the newest %s of a request, or that there is none', async (service, name) => {
    await using log = await logOf(service);
    const { requestId } = EXAMPLES[name];
    expect(await log.lastEvent(name, requestId)).toMatchObject({ event: { name, data: EXAMPLES[name] } });
    expect(await log.lastEvent(name, 'unheard-of')).toBeNull();
  });

  test('a service is told at once what it may not read', async () => {
    await using log = await logOf('imager');
    await expect(log.lastEvent('request.accepted', REQUEST)).rejects.toThrow(NotPermittedError);
  });

  test('the notifier replays attempts, and no other events', async () => {
    await using log = await logOf('notifier');
    const attempts = await Array.fromAsync(log.replay({ name: 'webhook.attempted' }));
    expect(attempts.map(({ event }) => event.name)).toEqual(['webhook.attempted']);
    await expect(Array.fromAsync(log.replay())).rejects.toThrow(/Permissions Violation/);
  });

  test('a reader cannot ask for more than the subject of its request says', async () => {
    const connection = await connectAs('notifier');
    const config = { name: 'any', filter_subject: ALL, ack_policy: 'none' };
    const request = JSON.stringify({ stream_name: STREAM.name, config });
    const answer = await connection.request(create('any', 'halftone.v1.webhook.attempted.*'), request);
    expect(answer.json()).toMatchObject({ error: { code: 400 } });
    await connection.close();
  });
});

test('a log of an earlier version, without direct gets, has them once the tracker has come', async () => {
  await using own = await natsForTest();
  const operator = await connect(serversOf(own.urlOf('operator')));
  const streams = (await operator.jetstreamManager()).streams;
  await streams.add({
    name: STREAM.name,
    subjects: [...STREAM.subjects],
    storage: StorageType.File,
    max_bytes: 5_000_000,
  });
  const at = (service: ServiceName) => connectLog({ url: own.urlOf(service), service, logger });
  await using imager = await at('imager');
  await using _tracker = await at('tracker');
  expect(await imager.lastEvent('request.cancelled', REQUEST)).toBeNull();
  const { config } = await streams.info(STREAM.name);
  expect(config).toMatchObject({ allow_direct: true, max_bytes: 5_000_000 });
  await operator.close();
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
