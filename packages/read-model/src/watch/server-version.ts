import type { ReadModel } from '../tables/read-model.ts';

/** The version of PostgreSQL as the server tells it, such as `18.4`. */
export async function serverVersionOf(readModel: ReadModel): Promise<string> {
  const [row] = await readModel
    .em()
    .execute<{ version: string }[]>(`select current_setting('server_version') as version`);
  return row?.version ?? 'unknown';
}
