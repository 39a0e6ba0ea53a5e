import { Migration } from '@mikro-orm/migrations';

/** What the downloaded file said of how its image was made. */
export class ImageProvenance extends Migration {
  override up(): void {
    this.addSql(`
      alter table images
        add column source_digital_source_type text,
        add column source_had_content_credentials boolean`);
  }
}
