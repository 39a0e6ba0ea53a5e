import { expect, test } from 'vitest';
import { createLiteralJudge } from './literal-destination.ts';

const judge = createLiteralJudge([]);

test.each([
  'http://127.0.0.1/hook',
  'http://10.1.2.3:8080/',
  'http://169.254.169.254/latest/meta-data',
  'http://2130706433/',
  'http://0x7f.1/',
  'http://[::1]/',
  'http://[::ffff:10.0.0.1]/',
  'http://[fd00::1]/',
  'http://localhost:3000/',
  'http://api.localhost/',
])('%s is private', (url) => {
  expect(judge(url)).toBe('private address');
});

test.each(['https://shop.example/hook', 'http://93.184.215.14/', 'http://intranet/', 'no URL at all'])(
  '%s is left to the guard of the connection',
  (url) => {
    expect(judge(url)).toBeNull();
  },
);

test('a literal address at the port of another service is refused for the port', () => {
  expect(judge('http://93.184.215.14:5432/')).toBe('closed port');
});

test('what the operator exempts is not refused, and nothing beside it', () => {
  const exempting = createLiteralJudge(['127.0.0.1:8080', '10.0.0.0/8', 'localhost']);
  expect(exempting('http://127.0.0.1:8080/')).toBeNull();
  expect(exempting('http://127.0.0.1:8081/')).toBe('private address');
  expect(exempting('http://10.9.9.9/')).toBeNull();
  expect(exempting('http://localhost/')).toBeNull();
  expect(exempting('http://192.168.0.1/')).toBe('private address');
});
