import { expect, test } from 'vitest';
import { isAway } from './away.ts';

const failure = (message: string, code?: string) => Object.assign(new Error(message), code && { code });

test.each([
  failure('terminating connection due to administrator command', '57P01'),
  failure('the database system is starting up', '57P03'),
  failure('sorry, too many clients already', '53300'),
  failure('connection failure', '08006'),
  failure('connect ECONNREFUSED 127.0.0.1:5432', 'ECONNREFUSED'),
  failure('Connection terminated unexpectedly'),
  failure('timeout exceeded when trying to connect'),
  new Error('reading failed', { cause: failure('read ECONNRESET', 'ECONNRESET') }),
])('PostgreSQL is away: %s', (error) => {
  expect(isAway(error)).toBe(true);
});

test.each([
  failure('relation "images" does not exist', '42P01'),
  failure('canceling statement due to statement timeout', '57014'),
  failure('date/time field value out of range', '22008'),
  'Connection terminated',
])('PostgreSQL has answered: %s', (error) => {
  expect(isAway(error)).toBe(false);
});
