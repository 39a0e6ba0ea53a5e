import { Migration } from '@mikro-orm/migrations';

/** Rows that were passed over, requests that were deleted, and the indexes of the lists that clients ask for. */
export class RejectedAndDeleted extends Migration {
  override up(): void {
    this.addSql(`
      alter table requests
        add column total_rejected int,
        add column rows_rejected int not null default 0`);
    this.addSql(`
      create table rejected_rows (
        request_id text collate "C",
        line int,
        seq bigint not null,
        after_row int not null,
        cells jsonb not null,
        code text not null,
        detail text not null,
        hint text not null,
        primary key (request_id, line)
      )`);
    this.addSql(`
      create table deleted_requests (
        id text collate "C" primary key,
        seq bigint not null,
        deleted_at timestamptz not null
      )`);
    this.addSql('create index requests_of_tenant on requests (tenant, accepted_at, id)');
    this.addSql(`create index images_failed on images (request_id, image_id) where state = 'failed'`);
    this.addSql('create index rejected_rows_in_file on rejected_rows (request_id, after_row, line)');
    this.addSql('create index webhook_attempts_of_request on webhook_attempts (request_id)');
    this.addSql('create index webhook_attempts_of_delivery on webhook_attempts (delivery_id)');
  }
}
