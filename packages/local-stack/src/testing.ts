export { databaseForTest, type TestDatabase } from './testing/database.ts';
export { natsClusterForTest, natsForTest, type TestNats, type TestNatsCluster } from './testing/nats.ts';
export { objectStoreForTest, type TestObjectStore } from './testing/object-store.ts';
export { originForTest, type TestOrigin } from './testing/origin.ts';
export { findPgBouncer, pooledDatabaseForTest } from './testing/pgbouncer.ts';
export { ownDatabaseForTest } from './testing/postgres.ts';
export { prometheusForTest, promtool } from './testing/prometheus.ts';
export { environmentOfProgram } from './testing/run.ts';
export type { TestProcess, TestServer } from './testing/server.ts';
export { startTestRun } from './testing/start-run.ts';
export {
  type SystemOptions,
  systemForTest,
  TEST_WEBHOOK_SECRET,
  type TestSystem,
  testProcess,
} from './testing/system.ts';
export { waitFor } from './testing/wait-for.ts';
