import { Migration } from '@mikro-orm/migrations';

/** The sales channels that a request is for, and what these ask of an image beside its size. */
export class Channels extends Migration {
  override up(): void {
    this.addSql('alter table requests add column channels jsonb');
    this.addSql('alter table images add column source_appearance jsonb');
    this.addSql(`
      comment on column images.source_appearance is 'Frames, colours, transparency and border; null where the event does not say.'`);
  }
}
