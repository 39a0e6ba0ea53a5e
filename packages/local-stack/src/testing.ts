export { databaseForTest, type TestDatabase } from './testing/database.ts';
export { natsForTest, type TestNats } from './testing/nats.ts';
export { objectStoreForTest, type TestObjectStore } from './testing/object-store.ts';
export { originForTest, type TestOrigin } from './testing/origin.ts';
export { waitFor } from './testing/wait-for.ts';
