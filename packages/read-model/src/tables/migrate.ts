import { openReadModel, type ReadModel, type ReadModelOptions } from './read-model.ts';
import { requireServerVersion } from './server-version.ts';

/** The gateway's role, which reads and never writes. */
export const READER_ROLE = 'halftone_gateway';

/** An index over many rows takes its time; so may another tracker that is making one. */
export const LONGEST_STATEMENT_MS = 60 * 60 * 1000;

/**
 * Brings the tables up to date over a connection of its own, whose statements may take long.
 * @throws OldServerError when PostgreSQL is older than the projection needs
 */
export async function prepareReadModel(options: Omit<ReadModelOptions, 'statementTimeoutMs'>): Promise<void> {
  await using readModel = await openReadModel({ ...options, statementTimeoutMs: LONGEST_STATEMENT_MS });
  await migrate(readModel);
}

/**
 * Brings the tables up to date, and lets the reader role read them if there is such a role.
 * Safe when several trackers start at once: they take turns, and the later ones find nothing to do.
 * @throws OldServerError when PostgreSQL is older than the projection needs
 */
export async function migrate(readModel: ReadModel, readerRole = READER_ROLE): Promise<void> {
  await requireServerVersion(readModel);
  await readModel.em().transactional(async (tx) => {
    await tx.execute(`select pg_advisory_xact_lock(hashtextextended('halftone migrations', 0))`);
    // The migrations name no schema. What is set so ends with the transaction.
    await tx.execute('set local search_path to ??', [readModel.schema]);
    await readModel.orm.migrator.up({ transaction: tx.getTransactionContext() });
    const [reader] = await tx.execute('select from pg_roles where rolname = ?', [readerRole]);
    if (!reader) return;
    await tx.execute('grant usage on schema ?? to ??', [readModel.schema, readerRole]);
    await tx.execute('grant select on all tables in schema ?? to ??', [readModel.schema, readerRole]);
  });
}
