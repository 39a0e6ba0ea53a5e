import { Migration } from '@mikro-orm/migrations';

/** Webhooks of several kinds, to several receivers, and the receivers that are registered. */
export class Webhooks extends Migration {
  override up(): void {
    this.addSql(`
      alter table webhook_attempts
        add column event text,
        add column endpoint_id text`);
    this.addSql('alter table requests add column webhook_events jsonb, add column progress_announced int');
    this.addSql(`
      comment on column requests.progress_announced is 'The highest quarter that receivers were told of, in percent.'`);
    this.addSql(`
      create table webhook_endpoints (
        id text collate "C" primary key,
        version int not null,
        tenant text not null,
        url text not null,
        events jsonb not null,
        description text,
        status text not null
          constraint webhook_endpoints_status_check check (status in ('enabled', 'disabled', 'suspended', 'removed')),
        registered_at timestamptz not null,
        rotated_at timestamptz,
        previous_until timestamptz,
        failing_since timestamptz,
        error text,
        updated_at timestamptz not null
      )`);
    this.addSql(`
      comment on column webhook_endpoints.version is 'How many events of the endpoint it is made of.'`);
    this.addSql(`
      comment on column webhook_endpoints.previous_until is 'Until when the secrets before the newest sign as well.'`);
    this.addSql(`
      comment on column webhook_endpoints.error is 'Why the last attempt failed, of a suspended one.'`);
    this.addSql('create index webhook_endpoints_of_tenant on webhook_endpoints (tenant, registered_at, id)');
    this.addSql(`
      comment on column webhook_attempts.event is 'What the webhook says; null for request.completed.'`);
  }
}
