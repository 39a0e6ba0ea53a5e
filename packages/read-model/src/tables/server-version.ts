import type { ReadModel } from './read-model.ts';

/** PostgreSQL is older than what the projection's statements need. */
export class OldServerError extends Error {
  override name = 'OldServerError';
  readonly code = 'postgres_too_old';
  readonly hint =
    'Point DATABASE_URL to a PostgreSQL 18 or newer. Nothing is lost meanwhile: the log keeps what comes in.';
}

/** Counters move by what rows were before: `returning old.…`, which came with 18. */
const OLDEST_VERSION = 18;

/** What `server_version_num` counts a major version as. */
const MAJOR = 10_000;

/** @throws OldServerError when the server is too old */
export async function requireServerVersion(readModel: ReadModel): Promise<void> {
  const [server] = await readModel
    .em()
    .execute<{ number: number; name: string }[]>(
      `select current_setting('server_version_num')::int as number, current_setting('server_version') as name`,
    );
  if (server) judgeVersion(server);
}

/**
 * @param server its version as it tells it itself: `server_version_num` and `server_version`
 * @throws OldServerError when it is too old
 */
export function judgeVersion({ number, name }: { number: number; name: string }): void {
  if (number >= OLDEST_VERSION * MAJOR) return;
  throw new OldServerError(
    `PostgreSQL (${OLDEST_VERSION} or newer) is needed; the server of DATABASE_URL is ${name}.`,
  );
}
