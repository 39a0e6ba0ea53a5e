import { Migration } from '@mikro-orm/migrations';

/** The deleted requests whose events are still to be removed from the log. */
export class UnforgottenRequests extends Migration {
  override up(): void {
    this.addSql('create table unforgotten_requests (id text collate "C" primary key)');
    this.addSql('insert into unforgotten_requests select id from deleted_requests');
  }
}
