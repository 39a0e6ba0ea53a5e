import { inspect } from 'node:util';
import { databaseForTest, waitFor } from '@halftone/local-stack/testing';
import { expect, test } from 'vitest';
import { streamExportRows } from '../views/export-rows.ts';
import { listRequests } from '../views/request-list.ts';
import { findRequest } from '../views/request-view.ts';
import { Request } from './entities.ts';
import { migrate } from './migrate.ts';
import { openReadModel } from './read-model.ts';

test('the migrations make exactly what the entities say', async () => {
  await using database = await databaseForTest();
  await using readModel = await openReadModel({ url: database.trackerUrl });
  await migrate(readModel);
  expect(await readModel.orm.schema.getUpdateSchemaSQL()).toBe('');
});

test('several trackers may migrate at once', async () => {
  await using database = await databaseForTest();
  await using first = await openReadModel({ url: database.trackerUrl });
  await using second = await openReadModel({ url: database.trackerUrl });
  await Promise.all([migrate(first), migrate(second), migrate(first)]);
  await second.check();
});

test('an address that is no URL is not repeated, since it holds a password', async () => {
  const opening = openReadModel({ url: 'postgresql://tracker:secret@127.0.0.1:none/halftone' });
  const error = await opening.catch((error: unknown) => error);
  expect(inspect(error)).toContain('the address of PostgreSQL is not a URL');
  expect(inspect(error)).not.toContain('secret');
});

test('a read model that is not migrated yet is not ready', async () => {
  await using database = await databaseForTest();
  await using readModel = await openReadModel({ url: database.trackerUrl });
  await expect(readModel.check()).rejects.toThrow('requests');
});

test('the reader role reads everything and writes nothing', async () => {
  await using database = await databaseForTest();
  await using tracker = await openReadModel({ url: database.trackerUrl });
  await migrate(tracker);
  await using gateway = await openReadModel({ url: database.gatewayUrl });
  // Read-only by the role's settings; without them it would be refused for want of the right.
  const refusal = /read-only transaction|permission denied/;

  for (const table of [
    'requests',
    'products',
    'rejected_rows',
    'images',
    'webhook_attempts',
    'webhook_endpoints',
    'deleted_requests',
    'unforgotten_requests',
  ]) {
    expect(await gateway.em().execute('select * from ??.??', ['halftone', table])).toEqual([]);
    await expect(gateway.em().execute('delete from ??.??', ['halftone', table])).rejects.toThrow(refusal);
  }
  const insert = gateway.em().execute(`insert into halftone.requests (id, updated_at) values ('r1', now())`);
  await expect(insert).rejects.toThrow(refusal);
});

test('connections hold no state of their own that a pooler would hand on to others', async () => {
  await using database = await databaseForTest();
  await using migrated = await openReadModel({ url: database.trackerUrl });
  await migrate(migrated);
  await using readModel = await openReadModel({ url: database.trackerUrl, poolSize: 1 });
  await readModel.check();
  expect(await findRequest(readModel, 'r1')).toBeNull();
  await listRequests(readModel, { tenant: 't', limit: 10 });
  await Array.fromAsync(streamExportRows(readModel, { tenant: 't' }));

  const set = await readModel
    .em()
    .execute(`select name from pg_settings where source in ('client', 'session') order by name`);
  // Which a pooler keeps apart by itself.
  expect(set).toEqual([{ name: 'client_encoding' }]);
  expect(await readModel.em().execute('select name from pg_prepared_statements')).toEqual([]);
});

test('a statement that is not answered in time fails, and does not take a place in the pool', async () => {
  await using database = await databaseForTest();
  await using migrated = await openReadModel({ url: database.trackerUrl });
  await migrate(migrated);
  await using readModel = await openReadModel({
    url: database.trackerUrl,
    poolSize: 1,
    statementTimeoutMs: 500,
  });
  const sleeping = readModel.em().execute('select pg_sleep(60)');
  await expect(sleeping).rejects.toThrow('PostgreSQL did not answer within 0.5 s');
  const inTransaction = readModel.em().transactional((tx) => tx.execute('select pg_sleep(60)'));
  await expect(inTransaction).rejects.toThrow('PostgreSQL did not answer within 0.5 s');
  await waitFor('a new connection', async () => {
    await readModel.check();
    return true;
  });
});

test('a read model closes in good time while PostgreSQL is silent', async () => {
  await using database = await databaseForTest();
  const readModel = await openReadModel({ url: database.trackerUrl });
  const sleeping = readModel.em().execute('select pg_sleep(600)');
  const failing = expect(sleeping).rejects.toThrow();
  await using other = await openReadModel({ url: database.trackerUrl });
  const activity = `select from pg_stat_activity where query like '%pg_sleep(600)%' and pid <> pg_backend_pid()`;
  await waitFor('the statement to be under way', async () => {
    const rows = await other.em().execute(activity);
    return rows.length > 0;
  });
  await readModel[Symbol.asyncDispose]();
  await failing;
});

test('two schemas stand side by side, also within a transaction of the other', async () => {
  await using database = await databaseForTest();
  await using one = await openReadModel({ url: database.trackerUrl });
  await using other = await openReadModel({ url: database.trackerUrl, schema: 'halftone_other' });
  await migrate(one);
  await one.em().transactional(async () => {
    await migrate(other);
    await other.em().insert(Request, { id: 'r1', updatedAt: new Date() });
  });
  expect(await one.em().count(Request)).toBe(0);
  expect(await other.em().count(Request)).toBe(1);
});

test('connections that the server ends are replaced', async () => {
  await using database = await databaseForTest();
  await using readModel = await openReadModel({ url: database.trackerUrl });
  await using other = await openReadModel({ url: database.trackerUrl });
  await migrate(readModel);
  await other.em().execute(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()`,
  );
  await waitFor('a new connection', async () => {
    await readModel.check();
    return true;
  });
  expect(await findRequest(readModel, 'r1')).toBeNull();
});

test('a connection that ends within a transaction is no loss to the pool', async () => {
  await using database = await databaseForTest();
  await using migrated = await openReadModel({ url: database.trackerUrl });
  await migrate(migrated);
  await using readModel = await openReadModel({ url: database.trackerUrl, poolSize: 1 });
  const ending = readModel
    .em()
    .transactional((tx) => tx.execute('select pg_terminate_backend(pg_backend_pid())'));
  await expect(ending).rejects.toThrow();
  await waitFor('a new connection', async () => {
    await readModel.check();
    return true;
  });
});
