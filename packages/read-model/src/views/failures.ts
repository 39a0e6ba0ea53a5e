import type { ReadModel } from '../tables/read-model.ts';

/** The images of a request that failed for one reason. */
export type FailureGroup = { code: string; hint: string; images: number };

/** Why images of a request failed, the most frequent reason first. */
export function countFailures(readModel: ReadModel, requestId: string): Promise<FailureGroup[]> {
  return readModel.em().execute<FailureGroup[]>(
    `select reason_code as code, min(reason_hint) as hint, count(*)::int as images
    from ${readModel.schema}.images where request_id = ? and state = 'failed'
    group by reason_code order by images desc, code`,
    [requestId],
  );
}
