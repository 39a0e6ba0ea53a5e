import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { createLogger } from './logger.ts';
import { untilReady } from './until-ready.ts';

const logger = createLogger('test', 'silent');

test('it tries again until the thing is there', async () => {
  let tries = 0;
  const answer = await untilReady(
    'a shy thing',
    async () => {
      tries += 1;
      if (tries < 3) throw new Error('not yet');
      return 'here';
    },
    { logger },
  );
  expect(answer).toBe('here');
  expect(tries).toBe(3);
});

test('it gives up waiting when the signal is aborted', async () => {
  const never = () => Promise.reject(new Error('never'));
  const waiting = untilReady('a thing that never comes', never, { logger, signal: AbortSignal.timeout(20) });
  await expect(waiting).rejects.toMatchObject({ name: expect.stringMatching(/Abort|Timeout/) });
});

/** What is logged, line by line. */
function recorded() {
  const lines: { msg: string; tries: number; err: { message: string } }[] = [];
  const write = (line: string) => void lines.push(JSON.parse(line));
  return { lines, logger: pino({ serializers: { err: pino.stdSerializers.err } }, { write }) };
}

test('it says again and again what it waits for and why, also of a try that does not come to an end', async () => {
  const { lines, logger } = recorded();
  const ready = Promise.withResolvers<string>();
  let tries = 0;
  const attempt = () => {
    tries += 1;
    return tries === 1 ? Promise.reject(new Error('connection refused')) : ready.promise;
  };
  const waiting = untilReady('a slow thing', attempt, { logger, tellEveryMs: 20 });
  await vi.waitUntil(() => lines.length >= 20);
  expect(tries).toBe(2);
  for (const line of lines) {
    expect(line).toMatchObject({
      msg: 'waiting for a slow thing',
      tries: 1,
      err: { message: 'connection refused' },
    });
  }
  ready.resolve('here');
  expect(await waiting).toBe('here');
});

test('an error that waiting does not fix is thrown at once', async () => {
  let tries = 0;
  const wrong = () => {
    tries += 1;
    return Promise.reject(new TypeError('wrong forever'));
  };
  const waiting = untilReady('a thing', wrong, {
    logger,
    worthWaiting: (error) => !(error instanceof TypeError),
  });
  await expect(waiting).rejects.toThrow('wrong forever');
  expect(tries).toBe(1);
});
