import { Migration } from '@mikro-orm/migrations';

/** Webhooks of several kinds, to several receivers. */
export class Webhooks extends Migration {
  override up(): void {
    this.addSql(`
      alter table webhook_attempts
        add column event text,
        add column endpoint_id text`);
    this.addSql(`
      comment on column webhook_attempts.event is 'What the webhook says; null for request.completed.'`);
  }
}
