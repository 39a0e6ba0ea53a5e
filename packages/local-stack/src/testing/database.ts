import { randomBytes } from 'node:crypto';
import { dropDatabase, ensureDatabase, ROLES } from '../postgres/database-roles.ts';
import { currentRun } from './run.ts';

export type TestDatabase = AsyncDisposable & {
  adminUrl: string;
  /** The role that may create the read model's schema. */
  trackerUrl: string;
  /** The role that may read what the tracker grants it. */
  gatewayUrl: string;
};

/** The password of both roles: the server of a test run listens on loopback and is gone when the run is. */
export const TEST_PASSWORD = 'test';

/** A fresh, empty database on the PostgreSQL of the run. */
export function databaseForTest(): Promise<TestDatabase> {
  return databaseOn(currentRun().postgresUrl);
}

/**
 * A fresh, empty database.
 * @param serverUrl its server, as the administrator
 */
export async function databaseOn(serverUrl: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await ensureDatabase(serverUrl, name);
  const urlFor = (role?: string) => {
    const url = new URL(serverUrl);
    url.pathname = name;
    if (role) Object.assign(url, { username: role, password: TEST_PASSWORD });
    return url.href;
  };
  return {
    adminUrl: urlFor(),
    trackerUrl: urlFor(ROLES.tracker),
    gatewayUrl: urlFor(ROLES.gateway),
    [Symbol.asyncDispose]: () => dropDatabase(serverUrl, name),
  };
}
