import { Migration } from '@mikro-orm/migrations';

/** What was known of the files of images that failed. Not among the columns of sources, whose bytes are summed up. */
export class FailedSources extends Migration {
  override up(): void {
    this.addSql('alter table images add column failed_source jsonb');
    this.addSql(`
      comment on column images.failed_source is 'Of an image that failed, what its event says of the file: bytes, format, size and looks.'`);
  }
}
