import { SERVERS, type ServiceName } from '@halftone/contracts';
import { natsForTest, type TestNats } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { connect, type NatsConnection } from 'nats';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LogRefusedError } from '../errors.ts';
import { connectLog } from '../log.ts';

const logger = createLogger('test', 'silent');
let nats: TestNats;
let plain: NatsConnection;

beforeEach(async () => {
  nats = await natsForTest();
  plain = await connect({ servers: new URL(nats.url).host, maxReconnectAttempts: -1 });
});
afterEach(async () => {
  await plain.close();
  await nats[Symbol.asyncDispose]();
});

const logOf = (service: ServiceName) => connectLog({ url: nats.urlOf(service), service, logger });
const written = async () => {
  const jsm = await plain.jetstreamManager();
  const { state } = await jsm.streams.info(SERVERS.name, { subjects_filter: '>' });
  return { subjects: Object.keys(state.subjects ?? {}), messages: state.messages };
};
const wroteToo = (version: string) => plain.jetstream().publish(SERVERS.subjectFor('', version));

test('the server that writes is noted once, whoever connects and however often', async () => {
  await using _first = await logOf('imager');
  await using _second = await logOf('gateway');
  await using _again = await logOf('imager');
  const version = plain.info?.version ?? '';
  expect(await written()).toEqual({ subjects: [SERVERS.subjectFor('', version)], messages: 1 });
});

test('every service refuses a server that is older than one that wrote the log', async () => {
  await (await logOf('tracker'))[Symbol.asyncDispose]();
  await wroteToo('2.8.4');
  await (await logOf('tracker'))[Symbol.asyncDispose]();
  await wroteToo('99.1.0');
  await wroteToo('98.7.6');
  for (const service of ['gateway', 'ingest', 'imager', 'tracker', 'notifier'] as const) {
    await expect(logOf(service)).rejects.toThrow(LogRefusedError);
    await expect(logOf(service)).rejects.toThrow(/older than 99\.1\.0, which wrote the log/);
  }
});

test('of a cluster, each server is held to what it wrote itself', async () => {
  await (await logOf('tracker'))[Symbol.asyncDispose]();
  await plain.jetstream().publish(SERVERS.subjectFor('another', '99.1.0'));
  await using _log = await logOf('tracker');
});

test('a service leaves the log when an older server has taken the place of its own', async () => {
  await using log = await logOf('tracker');
  await wroteToo('99.1.0');
  await nats.kill();
  await nats.start();
  await log.closed;
});
