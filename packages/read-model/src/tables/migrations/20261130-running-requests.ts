import { Migration } from '@mikro-orm/migrations';

/** Few of many requests run; how many do is asked for with every reading of the metrics. */
export class RunningRequests extends Migration {
  override up(): void {
    this.addSql(
      `create index requests_running on requests (accepted_at)
       where accepted_at is not null and completed_seq is null and cancelled_seq is null`,
    );
  }
}
