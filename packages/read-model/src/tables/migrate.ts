import type { ReadModel } from './read-model.ts';

/** The gateway's role, which reads and never writes. */
export const READER_ROLE = 'halftone_gateway';

/**
 * Brings the tables up to date, and lets the reader role read them if there is such a role.
 * Safe when several trackers start at once: they take turns, and the later ones find nothing to do.
 */
export async function migrate(readModel: ReadModel, readerRole = READER_ROLE): Promise<void> {
  await readModel.em().transactional(async (tx) => {
    await tx.execute(`select pg_advisory_xact_lock(hashtextextended('halftone migrations', 0))`);
    await readModel.orm.migrator.up({ transaction: tx.getTransactionContext() });
    const [reader] = await tx.execute('select from pg_roles where rolname = ?', [readerRole]);
    if (!reader) return;
    await tx.execute('grant usage on schema ?? to ??', [readModel.schema, readerRole]);
    await tx.execute('grant select on all tables in schema ?? to ??', [readModel.schema, readerRole]);
  });
}
