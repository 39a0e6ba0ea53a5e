import { OldServerError, prepareReadModel } from '@halftone/read-model';
import { type Logger, refuseToStart, untilReady } from '@halftone/runtime';

/** Brings the tables up to date, and waits for PostgreSQL while it is away; one that is too old ends the process. */
export async function prepareTables(url: string, logger: Logger): Promise<void> {
  const worthWaiting = (error: unknown) => !(error instanceof OldServerError);
  try {
    await untilReady('PostgreSQL', () => prepareReadModel({ url }), { logger, worthWaiting });
  } catch (error) {
    if (error instanceof OldServerError) refuseToStart(error, logger);
    throw error;
  }
}
