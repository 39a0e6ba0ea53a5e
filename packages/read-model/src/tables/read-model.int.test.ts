import { inspect } from 'node:util';
import { databaseForTest, waitFor } from '@halftone/local-stack/testing';
import { expect, test } from 'vitest';
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
    'deleted_requests',
    'unforgotten_requests',
  ]) {
    expect(await gateway.em().execute('select * from ??', [table])).toEqual([]);
    await expect(gateway.em().execute('delete from ??', [table])).rejects.toThrow(refusal);
  }
  const insert = gateway.em().execute(`insert into requests (id, updated_at) values ('r1', now())`);
  await expect(insert).rejects.toThrow(refusal);
});

test('a read-only read model writes nothing, whatever its role may do', async () => {
  await using database = await databaseForTest();
  await using tracker = await openReadModel({ url: database.trackerUrl });
  await migrate(tracker);
  await using readOnly = await openReadModel({ url: database.trackerUrl, readOnly: true });
  await expect(readOnly.em().execute('delete from requests')).rejects.toThrow('read-only transaction');
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
