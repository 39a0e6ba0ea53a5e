import { describe, expect, test } from 'vitest';
import { apiForTest, events, json, message, problem, REQUEST_ID, requestAnswer } from './testing/api.ts';
import { command } from './testing/command.ts';

const STATUS = `GET /v1/requests/${REQUEST_ID}`;
const EVENTS = `GET /v1/requests/${REQUEST_ID}/events`;

describe('the exit code', () => {
  test.each([
    ['completed', 'succeeded', 0, 0],
    ['completed', 'partial', 0, 1],
    ['completed', 'failed', 1, 1],
    ['cancelled', null, 1, 1],
  ])(
    'of a watched request that ended %s, %s, is %i, and with --strict %i',
    async (status, outcome, code, strict) => {
      const end = message('completed', 9, requestAnswer({ status, outcome }));
      await using api = await apiForTest({ [EVENTS]: events(end) });
      const watch = ['watch', REQUEST_ID, '--url', api.url];
      const ended = await command(watch);
      expect(ended.code).toBe(code);
      // A script that goes on in spite of failures is told of them.
      const warns = outcome === 'partial';
      expect(ended.err).toMatch(warns ? /^Warning: .* failed, and the exit code is 0/ : /^$/);
      expect(await command([...watch, '--strict'])).toMatchObject({ code: strict, err: '' });
    },
  );

  test.each([
    [400, 3],
    [409, 3],
    [413, 3],
    [422, 3],
    [429, 3],
    [404, 5],
    [500, 4],
    [503, 4],
    [302, 4],
  ])('of an answer %i is %i, with its sentence and a hint', async (status, code) => {
    const refusal = { detail: 'It is so.', hint: 'Do this.' };
    await using api = await apiForTest({
      [STATUS]: problem(status, refusal, { location: 'http://b.example/' }),
    });
    const { err, ...ended } = await command(['status', REQUEST_ID, '--url', api.url]);
    expect(ended).toEqual({ code, out: '' });
    expect(err).toMatch(status === 302 ? /http:\/\/b\.example\/\.\n.*--url/ : /^It is so\.\nDo this\.\n$/);
  });

  test('of an answer that asks for a key is 3, and the hint says where the key goes', async () => {
    const refusal = { detail: 'A key is needed.', hint: 'Send it as Authorization: Bearer <key>.' };
    await using api = await apiForTest({ [STATUS]: problem(401, refusal) });
    const { code, err } = await command(['status', REQUEST_ID, '--url', api.url]);
    expect(code).toBe(3);
    expect(err).toBe('A key is needed.\nSet an API key in HALFTONE_KEY or with --key.\n');
  });

  test('of a defect of the server is 4, with the id by which its log tells of it', async () => {
    const refusal = problem(500, { detail: 'It broke.', hint: 'Report it.' }, { 'x-request-id': 'req-7' });
    await using api = await apiForTest({ [STATUS]: refusal });
    const { code, err } = await command(['status', REQUEST_ID, '--url', api.url]);
    expect({ code, err }).toEqual({
      code: 4,
      err: 'It broke.\nReport it. The id for the report is req-7.\n',
    });
  });

  test('of a server that asks to wait says how long, and nothing of headers', async () => {
    const hint = 'Try again after the time in Retry-After.';
    const refusal = problem(429, { detail: 'Too many requests.', hint }, { 'retry-after': '12' });
    await using api = await apiForTest({ [STATUS]: refusal });
    const { err } = await command(['status', REQUEST_ID, '--url', api.url]);
    expect(err).toBe('Too many requests.\nTry again in 12 s.\n');
  });

  test('of a server that is not there is 4', async () => {
    const api = await apiForTest({});
    await api[Symbol.asyncDispose]();
    const { code, err } = await command(['status', REQUEST_ID, '--url', api.url]);
    expect(code).toBe(4);
    expect(err).toMatch(/cannot be reached: Nothing is listening there\.\n.*npm start/);
  });

  test('of something that is not Halftone is 4', async () => {
    await using api = await apiForTest({
      [STATUS]: (response) => void response.end('<html>It works!</html>'),
      'GET /v1/requests': json({ hello: 'world' }),
    });
    for (const args of [['status', REQUEST_ID], ['list']]) {
      const { code, err } = await command([...args, '--url', api.url]);
      expect(code).toBe(4);
      expect(err).toMatch(/does not answer like Halftone/);
    }
  });

  test('of an answer without a problem says the status', async () => {
    await using api = await apiForTest({
      [STATUS]: (response) => void response.writeHead(502).end('<html>Bad gateway</html>'),
    });
    const { code, err } = await command(['status', REQUEST_ID, '--url', api.url]);
    expect(code).toBe(4);
    expect(err).toMatch(/answers 502 Bad Gateway\.\nTry again/);
  });

  test('of a command line without sense is 2, and of a question for help 0', async () => {
    expect(await command(['upload'])).toMatchObject({ code: 2, out: '' });
    expect(await command(['upload', '/nowhere/a.csv'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('/nowhere/a.csv'),
    });
    expect(await command([])).toMatchObject({ code: 0, out: expect.stringMatching(/^Usage: halftone/) });
    expect(await command(['watch', '-h'])).toMatchObject({ code: 0, err: '' });
    expect(await command(['--version'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  test('stands in the JSON form of an error, with the problem as the server sent it', async () => {
    await using api = await apiForTest({
      [STATUS]: problem(429, { detail: 'Too many.', code: 'too_many' }, { 'retry-after': '7' }),
    });
    const { code, out, err } = await command(['status', REQUEST_ID, '--json', '--url', api.url]);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(JSON.parse(err)).toMatchObject({
      error: {
        exitCode: 3,
        message: 'Too many.',
        hint: 'The server asks you to wait 7 s.',
        problem: { code: 'too_many', status: 429 },
      },
    });
  });
});
