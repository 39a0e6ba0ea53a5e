import { expect, test } from 'vitest';
import { judgeVersion, OldServerError } from './server-version.ts';

// As the servers answer themselves.
test.each([
  { number: 150014, name: '15.14 (Debian 15.14-0+deb12u1)' },
  { number: 160010, name: '16.10' },
  { number: 170006, name: '17.6 (Debian 17.6-0+deb13u1)' },
])('a server of version $name is refused, by that name', (server) => {
  expect(() => judgeVersion(server)).toThrow(OldServerError);
  expect(() => judgeVersion(server)).toThrow(
    `PostgreSQL (18 or newer) is needed; the server of DATABASE_URL is ${server.name}.`,
  );
});

test.each([
  { number: 180000, name: '18.0' },
  { number: 180001, name: '18.1 (Debian 18.1-1.pgdg13+1)' },
  { number: 190000, name: '19beta1' },
])('a server of version $name is taken', (server) => {
  expect(() => judgeVersion(server)).not.toThrow();
});
