import { natsForTest } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { AckPolicy, NatsError } from 'nats';
import { NodeTransport } from 'nats/lib/src/node_transport.js';
import { expect, onTestFinished, test, vi } from 'vitest';
import { closeConnection, openConnection } from './connection.ts';

async function connected() {
  const nats = await natsForTest();
  onTestFinished(() => nats[Symbol.asyncDispose]());
  const logger = createLogger('test', 'silent');
  const connection = await openConnection({ url: nats.url, service: 'imager', logger });
  onTestFinished(() => connection.close());
  connection.subscribe('question', { callback: (_error, message) => void message.respond(message.data) });
  await connection.flush();
  return connection;
}

test('an answer costs no error', async () => {
  const connection = await connected();
  const made = vi.spyOn(NatsError, 'errorForCode');
  onTestFinished(() => made.mockRestore());
  const answers = await Promise.all(
    ['one', 'two', 'three'].map((text) => connection.request('question', text)),
  );
  expect(answers.map((answer) => answer.string())).toEqual(['one', 'two', 'three']);
  expect(made).not.toHaveBeenCalled();
});

test('neither does asking for messages', async () => {
  const connection = await connected();
  const js = connection.jetstream();
  const jsm = await connection.jetstreamManager();
  await jsm.streams.add({ name: 'letters', subjects: ['letter'] });
  await jsm.consumers.add('letters', { durable_name: 'reader', ack_policy: AckPolicy.Explicit });
  await js.publish('letter', 'one');
  const consumer = await js.consumers.get('letters', 'reader');
  const made = vi.spyOn(NatsError, 'errorForCode');
  onTestFinished(() => made.mockRestore());
  const messages = await Array.fromAsync(await consumer.fetch({ max_messages: 1 }));
  expect(messages.map((message) => message.string())).toEqual(['one']);
  expect(made).not.toHaveBeenCalled();
});

test('what nobody answers still ends with an error', async () => {
  const connection = await connected();
  await expect(connection.request('nobody', '')).rejects.toMatchObject({ code: '503' });
  connection.subscribe('silent', { callback: () => {} });
  await connection.flush();
  await expect(connection.request('silent', '', { timeout: 50 })).rejects.toMatchObject({ code: 'TIMEOUT' });
});

test('what a turn of the event loop has to say goes out in one piece', async () => {
  const connection = await connected();
  const written = vi.spyOn(NodeTransport.prototype, 'send');
  onTestFinished(() => written.mockRestore());
  const answer = connection.request('question', 'one');
  await Promise.resolve();
  connection.publish('nobody', 'two');
  await Promise.resolve();
  connection.publish('nobody', 'three');
  await answer;
  const [first = new Uint8Array()] = written.mock.calls[0] ?? [];
  expect(Buffer.from(first).toString('latin1')).toMatch(/one[\s\S]*two[\s\S]*three/);
});

test('what was said last is sent before the connection is closed', async () => {
  const nats = await natsForTest();
  onTestFinished(() => nats[Symbol.asyncDispose]());
  const logger = createLogger('test', 'silent');
  const open = () => openConnection({ url: nats.url, service: 'imager', logger });
  const listener = await open();
  onTestFinished(() => listener.close());
  const heard = listener.subscribe('said', { max: 1 });
  await listener.flush();
  const speaker = await open();
  speaker.publish('said', 'last');
  await closeConnection(speaker);
  for await (const message of heard) expect(message.string()).toBe('last');
});
