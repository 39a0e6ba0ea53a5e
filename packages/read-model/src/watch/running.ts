import { LANES, type Lane } from '@halftone/contracts';
import type { ReadModel } from '../tables/read-model.ts';

/** The requests of a lane that are accepted and neither complete nor cancelled. */
export type Running = {
  lane: Lane;
  count: number /** When the oldest was accepted. */;
  oldestAt: Date | null;
};

/** How many requests run in each lane. */
export async function countRunning(readModel: ReadModel): Promise<Running[]> {
  const rows = await readModel.em().execute<{ lane: string; count: number; oldestMs: number }[]>(
    `select lane, count(*)::int as count, extract(epoch from min(accepted_at))::float8 * 1000 as "oldestMs"
     from ${readModel.schema}.requests
     where accepted_at is not null and completed_seq is null and cancelled_seq is null group by lane`,
  );
  const byLane = new Map(rows.map((row) => [row.lane, row]));
  return LANES.map((lane) => {
    const row = byLane.get(lane);
    return { lane, count: row?.count ?? 0, oldestAt: row ? new Date(row.oldestMs) : null };
  });
}
