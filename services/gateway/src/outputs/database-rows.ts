import { Problem } from '../problems/problems.ts';

/** Rows that are read while the answer goes out. A failure is told as what it is, as long as nothing went out yet. */
export async function* databaseRows<T>(rows: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* rows;
  } catch (cause) {
    throw new Problem('database_unavailable', 'The database cannot be read.', { cause });
  }
}
