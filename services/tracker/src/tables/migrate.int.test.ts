import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { databaseForTest } from '@halftone/local-stack/testing';
import { openReadModel } from '@halftone/read-model';
import { expect, test } from 'vitest';

const MIGRATE = fileURLToPath(new URL('migrate.ts', import.meta.url));

test('the tables can be brought up to date before any tracker starts, and without NATS', async () => {
  await using database = await databaseForTest();
  await using readModel = await openReadModel({ url: database.trackerUrl });
  await expect(readModel.check()).rejects.toThrow();
  await promisify(execFile)(process.execPath, [MIGRATE], { env: { DATABASE_URL: database.trackerUrl } });
  await readModel.check();
});
