import { Migration } from '@mikro-orm/migrations';

/** Which outputs are copies of earlier ones, and what that saved. */
export class ReusedImages extends Migration {
  override up(): void {
    this.addSql(`
      alter table images
        add column reused_from text,
        add column reused_by text`);
    this.addSql(`comment on column images.reused_from is 'The request whose output was copied.'`);
    this.addSql(`comment on column images.reused_by is 'Why: not-modified, same-bytes or trusted.'`);
    this.addSql(`
      alter table requests
        add column images_reused int not null default 0,
        add column not_downloaded_bytes bigint not null default 0`);
    this.addSql(`comment on column requests.images_reused is 'Of the compressed ones.'`);
    this.addSql(`comment on column requests.not_downloaded_bytes is 'Of the source bytes.'`);
  }
}
