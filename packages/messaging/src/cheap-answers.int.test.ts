import { natsForTest } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { NatsError } from 'nats';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openConnection } from './connection.ts';

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

test('what nobody answers still ends with an error', async () => {
  const connection = await connected();
  await expect(connection.request('nobody', '')).rejects.toMatchObject({ code: '503' });
  connection.subscribe('silent', { callback: () => {} });
  await connection.flush();
  await expect(connection.request('silent', '', { timeout: 50 })).rejects.toMatchObject({ code: 'TIMEOUT' });
});
