import { readFile } from 'node:fs/promises';
import pg from 'pg';

/** The tracker owns the read model; the gateway reads what the tracker's migrations grant it. */
export const ROLES = { tracker: 'halftone_tracker', gateway: 'halftone_gateway' } as const;

/** However many gateways there are, the tracker finds a connection. */
const CONNECTIONS = { tracker: -1, gateway: 50 };

/** What is taken from the roles that PostgreSQL gives to everybody; the same in production. */
const LIMITS = new URL('../../../../deploy/postgres/limits.sql', import.meta.url);

export type RolePasswords = { [R in keyof typeof ROLES]: string };

/** Makes the roles of the services, or gives them these passwords if they are there already. */
export async function ensureRoles(adminUrl: string, passwords: RolePasswords): Promise<void> {
  await withClient(adminUrl, async (client) => {
    for (const service of ['tracker', 'gateway'] as const) {
      const role = pg.escapeIdentifier(ROLES[service]);
      const { rowCount } = await client.query('select from pg_roles where rolname = $1', [ROLES[service]]);
      const verb = rowCount ? 'alter' : 'create';
      const rights = `login connection limit ${CONNECTIONS[service]}`;
      await client.query(`${verb} role ${role} ${rights} password ${pg.escapeLiteral(passwords[service])}`);
    }
  });
}

/** Makes a database in which the tracker may create its schema and the gateway nothing, if it is not there already. */
export async function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  await withClient(adminUrl, async (client) => {
    const database = pg.escapeIdentifier(name);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (!rowCount) await client.query(`create database ${database}`);
    await client.query(`revoke all on database ${database} from public`);
    await client.query(`grant connect, create on database ${database} to ${ROLES.tracker}`);
    await client.query(`grant connect on database ${database} to ${ROLES.gateway}`);
  });
  const url = new URL(adminUrl);
  url.pathname = name;
  const limits = await readFile(LIMITS, 'utf8');
  await withClient(url.href, (client) => client.query(limits));
}

/** Removes a database, whoever is connected to it. */
export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  await withClient(adminUrl, (client) =>
    client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`),
  );
}

async function withClient(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
