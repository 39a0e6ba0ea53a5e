import { natsForTest, type TestNats } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { connect, ErrorCode, Events, type NatsConnection, StorageType } from 'nats';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openConnection } from '../connection.ts';
import { createConfirmations } from './confirmations.ts';
import { headOf } from './send.ts';

const logger = createLogger('test', 'silent');
const SOON_MS = 50;
let nats: TestNats;
/** Who makes the stream, and answers where JetStream does not. */
let other: NatsConnection;

beforeAll(async () => {
  nats = await natsForTest();
  other = await connect({ servers: new URL(nats.url).host, maxReconnectAttempts: -1 });
  const manager = await other.jetstreamManager();
  await manager.streams.add({ name: 'STORED', subjects: ['stored.>'], storage: StorageType.Memory });
});
afterAll(async () => {
  await other.close();
  await nats[Symbol.asyncDispose]();
});

async function publisher({ timeoutMs, url = nats.url }: { timeoutMs?: number; url?: string } = {}) {
  const connection = await openConnection({ url, service: 'imager', logger });
  onTestFinished(() => connection.close());
  const confirmations = createConfirmations(connection, timeoutMs);
  const publish = (subject: string, fields: Record<string, string> = {}) =>
    confirmations.confirmed(subject, Buffer.from('{}'), headOf(fields));
  return { connection, publish };
}

test('of many messages each has its own confirmation', async () => {
  const { publish } = await publisher();
  const published = await Promise.all(
    Array.from({ length: 300 }, (_, i) => publish('stored.many', { 'Nats-Msg-Id': `many-${i % 200}` })),
  );
  const seqs = published.map(({ seq }) => seq);
  expect(seqs).toEqual([...seqs.slice(0, 200), ...seqs.slice(0, 100)]);
  expect(new Set(seqs).size).toBe(200);
  expect(published.map(({ duplicate }) => duplicate)).toEqual(Array.from(seqs, (_, i) => i >= 200));
});

test('a refusal is that of the message which was refused, and others are stored', async () => {
  const { publish } = await publisher();
  const [refused, ...stored] = await Promise.allSettled([
    publish('stored.taken', { 'Nats-Expected-Last-Subject-Sequence': '1000' }),
    publish('stored.taken'),
    publish('stored.taken'),
  ]);
  expect(refused).toMatchObject({ status: 'rejected', reason: { api_error: { code: 400 } } });
  expect(stored.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
});

test('a message that no stream takes fails at once', async () => {
  const { publish } = await publisher();
  await expect(publish('unknown')).rejects.toMatchObject({ code: ErrorCode.NoResponders });
});

test('a message that may not be published fails by that, and one on another subject does not', async () => {
  const { publish } = await publisher({ url: nats.urlOf('imager') });
  other.subscribe('halftone.v1.image.failed.r', {
    callback: (_error, { reply }) => void (reply && other.publish(reply, '{"stream":"S", "seq":1}')),
  });
  await other.flush();
  const [permitted, forbidden] = await Promise.allSettled([
    publish('halftone.v1.image.failed.r'),
    publish('stored.forbidden'),
  ]);
  expect(permitted).toEqual({ status: 'fulfilled', value: { seq: 1, duplicate: false } });
  const permissionContext = { operation: 'publish', subject: 'stored.forbidden' };
  const reason = { code: ErrorCode.PermissionsViolation, permissionContext };
  expect(forbidden).toMatchObject({ status: 'rejected', reason });
});

test('what is not answered in time fails, each in its own, and an answer that comes later is nobody’s', async () => {
  const { connection, publish } = await publisher({ timeoutMs: SOON_MS });
  const replies: string[] = [];
  other.subscribe('late', { callback: (_error, { reply }) => void replies.push(reply ?? '') });
  await other.flush();
  await Promise.all([
    expect(publish('late')).rejects.toMatchObject({ code: ErrorCode.Timeout }),
    expect(publish('stored.soon')).resolves.toMatchObject({ duplicate: false }),
  ]);
  const second = publish('late');
  other.publish(replies[0] ?? '', '{"stream":"S", "seq":1}');
  await expect(second).rejects.toMatchObject({ code: ErrorCode.Timeout });
  await connection.flush();
  await expect(publish('stored.soon')).resolves.toMatchObject({ duplicate: false });
});

test('what is in flight when the connection is closed fails', async () => {
  const { connection, publish } = await publisher();
  other.subscribe('never', { callback: () => {} });
  await other.flush();
  const inFlight = publish('never');
  await Promise.all([
    expect(inFlight).rejects.toMatchObject({ code: ErrorCode.ConnectionClosed }),
    connection.close(),
  ]);
  await expect(publish('stored.closed')).rejects.toMatchObject({ code: ErrorCode.ConnectionClosed });
});

test('a confirmation that comes after a reconnection still finds who waits for it', async () => {
  const { connection, publish } = await publisher();
  const asked = Promise.withResolvers<string>();
  other.subscribe('held', { callback: (_error, { reply }) => asked.resolve(reply ?? '') });
  await other.flush();
  const inFlight = publish('held');
  const reply = await asked.promise;
  const back = Promise.withResolvers<void>();
  void (async () => {
    for await (const { type } of connection.status()) if (type === Events.Reconnect) back.resolve();
  })();
  await connection.reconnect();
  await back.promise;
  await connection.flush();
  other.publish(reply, '{"stream":"S", "seq":1}');
  await expect(inFlight).resolves.toEqual({ seq: 1, duplicate: false });
  await expect(publish('stored.after')).resolves.toMatchObject({ duplicate: false });
});
