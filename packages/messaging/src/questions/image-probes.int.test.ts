import { once } from 'node:events';
import type { ProbeAnswer, ProbeQuestion } from '@halftone/contracts';
import { natsForTest } from '@halftone/local-stack/testing';
import { createLogger } from '@halftone/runtime';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NoAnswerError } from '../errors.ts';
import { connectLog, type EventLog } from '../index.ts';

const parts = new AsyncDisposableStack();
let gateway: EventLog;
let imager: EventLog;

beforeAll(async () => {
  const nats = parts.use(await natsForTest());
  const logOf = async (service: 'gateway' | 'imager') =>
    parts.use(
      await connectLog({ url: nats.urlOf(service), service, logger: createLogger('test', 'silent') }),
    );
  [gateway, imager] = [await logOf('gateway'), await logOf('imager')];
});
afterAll(() => parts.disposeAsync());

const QUESTION: ProbeQuestion = { id: 'q1', urls: ['https://shop.example/a.jpg'], withinMs: 5000 };
const ANSWER: ProbeAnswer = {
  images: [{ state: 'image', signs: [], received: 4096, format: 'jpeg', bytes: 81_234 }],
  imager: { downloads: 32, downloadsPerOrigin: 20, encodings: 2 },
};
const patiently = { timeoutMs: 10_000, signal: new AbortController().signal };
/** The server has taken the subscriptions of the imager once it answers what was asked behind them. */
const heard = () => imager.lastEvent('request.cancelled', 'none');

test('an imager is asked to look, under the permissions that both have, and nothing of it stands in the log', async () => {
  const asked: ProbeQuestion[] = [];
  await using _answering = imager.imageProbes.answer(async (question) => {
    asked.push(question);
    return ANSWER;
  });
  await heard();
  expect(await gateway.imageProbes.ask(QUESTION, patiently)).toEqual(ANSWER);
  expect(asked).toEqual([QUESTION]);
  expect(await gateway.lastSequence()).toBe(0);
});

test('without an imager it is said at once', async () => {
  await expect(gateway.imageProbes.ask(QUESTION, patiently)).rejects.toThrow(NoAnswerError);
});

test('an answer that is none counts as no answer', async () => {
  await using _answering = imager.imageProbes.answer(async () => JSON.parse('{"images":"many"}'));
  await heard();
  await expect(gateway.imageProbes.ask(QUESTION, patiently)).rejects.toThrow(NoAnswerError);
});

test('whoever asked and goes away ends the look, and no other', async () => {
  const looks = new Map<string, AbortSignal>();
  const begun = Promise.withResolvers<void>();
  await using _answering = imager.imageProbes.answer(async ({ id }, signal) => {
    looks.set(id, signal);
    if (looks.size === 2) begun.resolve();
    await once(signal, 'abort');
    return ANSWER;
  });
  await heard();
  const left = new AbortController();
  const stayed = new AbortController();
  const asks = [
    gateway.imageProbes.ask({ ...QUESTION, id: 'left' }, { timeoutMs: 10_000, signal: left.signal }),
    gateway.imageProbes.ask({ ...QUESTION, id: 'stayed' }, { timeoutMs: 10_000, signal: stayed.signal }),
  ];
  const settled = Promise.allSettled(asks);
  await begun.promise;
  left.abort(new Error('the client went away'));
  const told = looks.get('left');
  if (told && !told.aborted) await once(told, 'abort');
  expect(looks.get('stayed')?.aborted).toBe(false);
  stayed.abort(new Error('this one too'));
  expect(await settled).toMatchObject([
    { status: 'rejected', reason: { message: 'the client went away' } },
    { status: 'rejected', reason: { message: 'this one too' } },
  ]);
});
