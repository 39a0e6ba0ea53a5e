import { expect, test } from 'vitest';
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
