import { databaseForTest, type TestDatabase } from '@halftone/local-stack/testing';
import { migrate, openReadModel } from '@halftone/read-model';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let database: TestDatabase;

beforeAll(async () => {
  database = await databaseForTest();
  await using tracker = await openReadModel({ url: database.trackerUrl });
  await migrate(tracker);
});
afterAll(() => database[Symbol.asyncDispose]());

/** Runs SQL as whoever stole the role's URL: without the settings that our own code connects with. */
async function attempt(url: string, sql: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url, options: '-c default_transaction_read_only=off' });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}

const TABLE = 'halftone.requests';

/** Whether it was done, or the SQLSTATE of the refusal. */
const outcome = (url: string, sql: string): Promise<string> =>
  attempt(url, sql).then(
    () => 'done',
    (error: pg.DatabaseError) => error.code ?? error.message,
  );

/** SQLSTATE insufficient_privilege. */
const DENIED = '42501';

describe("whoever has the gateway's URL", () => {
  test.each([
    `insert into ${TABLE} (id, updated_at) values ('r1', now())`,
    `update ${TABLE} set tenant = 'another'`,
    `delete from ${TABLE}`,
    `truncate ${TABLE}`,
    `merge into ${TABLE} r using (values ('r1')) v (id) on r.id = v.id when matched then delete`,
    `select * from ${TABLE} for update`,
    `begin; lock table ${TABLE} in exclusive mode`,
    `with gone as (delete from ${TABLE} returning *) select * from gone`,
    `copy ${TABLE} from stdin`,
    `copy ${TABLE} to '/tmp/halftone-requests'`,
    `copy ${TABLE} to program 'cat'`,
    `copy (select 1) to program 'id'`,
    `do 'begin delete from ${TABLE}; end'`,
  ])('changes no row and runs no program: %s', async (sql) => {
    expect(await outcome(database.gatewayUrl, sql)).toBe(DENIED);
  });

  test.each([
    'create table halftone.mine (id int)',
    'create table public.mine (id int)',
    'create temporary table mine (id int)',
    `create materialized view halftone.mine as select * from ${TABLE}`,
    'create schema mine',
    'create database mine',
    'create role mine superuser',
    'create extension dblink schema halftone',
    'create function halftone.mine() returns int language sql return 1',
    'create publication mine for all tables',
    `create index on ${TABLE} (tenant)`,
    `alter table ${TABLE} add column mine int`,
    `alter table ${TABLE} owner to halftone_gateway`,
    `drop table ${TABLE}`,
    'drop schema halftone cascade',
    `comment on table ${TABLE} is 'mine'`,
    `reindex table ${TABLE}`,
  ])('makes and changes no structure: %s', async (sql) => {
    expect(await outcome(database.gatewayUrl, sql)).toBe(DENIED);
  });

  test.each([
    'set role halftone_tracker',
    'set session authorization halftone_tracker',
    'grant halftone_tracker to halftone_gateway',
    'alter role halftone_gateway superuser',
    'alter role halftone_gateway connection limit -1',
    `alter role halftone_tracker password 'mine'`,
    `alter system set log_statement = 'all'`,
    'set temp_file_limit = -1',
    `set session_replication_role = 'replica'`,
  ])('becomes nobody else and lifts no limit: %s', async (sql) => {
    expect(await outcome(database.gatewayUrl, sql)).toBe(DENIED);
  });

  test.each([
    `select pg_read_file('/etc/passwd')`,
    `select pg_read_binary_file('PG_VERSION')`,
    `select pg_ls_dir('/')`,
    `select pg_stat_file('/etc/passwd')`,
    `select lo_import('/etc/passwd')`,
    'select lo_creat(-1)',
    'select lo_create(0)',
    `select lo_from_bytea(0, 'mine')`,
    `select pg_logical_emit_message(false, 'mine', 'mine')`,
    'select * from pg_authid',
    'select * from pg_user_mapping',
    'select pg_reload_conf()',
    `select pg_switch_wal()`,
  ])('reads no file, no password and writes nothing beside the tables: %s', async (sql) => {
    expect(await outcome(database.gatewayUrl, sql)).toBe(DENIED);
  });

  test('ends no session of an administrator', async () => {
    const administrator = new pg.Client({ connectionString: database.adminUrl });
    await administrator.connect();
    try {
      const { rows } = await administrator.query('select pg_backend_pid() as pid');
      const sql = `select pg_terminate_backend(${rows[0].pid})`;
      expect(await outcome(database.gatewayUrl, sql)).toBe(DENIED);
    } finally {
      await administrator.end();
    }
  });

  test.each([
    `select pg_advisory_lock(hashtextextended('halftone migrations', 0))`,
    `select pg_advisory_xact_lock(1)`,
    `select pg_try_advisory_lock(1, 2)`,
    `select pg_try_advisory_lock_shared(1)`,
  ])('holds up no migration: %s', async (sql) => {
    expect(await outcome(database.gatewayUrl, sql)).toBe(DENIED);
  });

  test('can read: the refusals above are not those of a role that can do nothing', async () => {
    expect((await attempt(database.gatewayUrl, `select * from ${TABLE}`)).rows).toEqual([]);
  });

  test('has limits of time, space and connections', async () => {
    const settings = ['statement_timeout', 'idle_in_transaction_session_timeout', 'temp_file_limit'];
    const read = settings.map((name) => `current_setting('${name}') as ${name}`).join(', ');
    const { rows } = await attempt(database.gatewayUrl, `select ${read}`);
    expect(rows).toEqual([
      { statement_timeout: '1min', idle_in_transaction_session_timeout: '1min', temp_file_limit: '1GB' },
    ]);
    const { rows: roles } = await attempt(
      database.adminUrl,
      `select rolconnlimit from pg_roles where rolname = 'halftone_gateway'`,
    );
    expect(roles).toEqual([{ rolconnlimit: 50 }]);
  });
});

describe("whoever has the tracker's URL", () => {
  test('owns the read model and nothing else, and is no administrator', async () => {
    const { rows } = await attempt(
      database.adminUrl,
      `select rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls,
         (select array_agg(nspname::text order by nspname) from pg_namespace where nspowner = r.oid) as schemas,
         (select count(*)::int from pg_auth_members where member = r.oid) as memberships
       from pg_roles r where rolname = 'halftone_tracker'`,
    );
    expect(rows).toEqual([
      {
        rolsuper: false,
        rolcreatedb: false,
        rolcreaterole: false,
        rolreplication: false,
        rolbypassrls: false,
        schemas: ['halftone'],
        memberships: 0,
      },
    ]);
  });

  test.each([
    'create table public.mine (id int)',
    'create database mine',
    'create role mine',
    'set role postgres',
    `alter role halftone_gateway password 'mine'`,
    `copy (select 1) to program 'id'`,
    `select pg_read_file('/etc/passwd')`,
    'select lo_create(0)',
  ])('is refused what is not the read model: %s', async (sql) => {
    expect(await outcome(database.trackerUrl, sql)).toBe(DENIED);
  });
});
