import { Migration } from '@mikro-orm/migrations';

/** The four tables. Their schema is the one the migration runs in, so that a rebuild can make them beside the first. */
export class CreateTables extends Migration {
  override up(): void {
    this.addSql(`
      create table requests (
        id text collate "C" primary key,
        accepted_seq bigint,
        accepted_at timestamptz,
        tenant text,
        filename text,
        upload jsonb,
        recipe jsonb,
        lane text,
        webhook_url text,
        retry_of text,
        total_products int,
        total_images int,
        products_listed int not null default 0,
        images_compressed int not null default 0,
        images_failed int not null default 0,
        source_bytes bigint not null default 0,
        output_bytes bigint not null default 0,
        completed_seq bigint,
        completed_at timestamptz,
        outcome text,
        duration_ms double precision,
        outputs_digest text,
        cancelled_seq bigint,
        cancelled_at timestamptz,
        updated_at timestamptz not null
      )`);
    this.addSql(`
      create table products (
        request_id text collate "C",
        row int,
        id bigint not null,
        serial text not null,
        name text not null,
        cells jsonb not null,
        images jsonb not null,
        primary key (request_id, row)
      )`);
    this.addSql('create index products_id on products (id)');
    this.addSql(`
      comment on column products.id is 'The lowest sequence in the log of its product.listed.'`);
    this.addSql(`
      create table images (
        request_id text collate "C",
        image_id text collate "C",
        state text not null constraint images_state_check check (state in ('requested', 'compressed', 'failed')),
        requested_seq bigint,
        requested_at timestamptz,
        url text,
        lane text,
        recipe jsonb,
        ended_seq bigint,
        ended_at timestamptz,
        attempts int,
        source_bytes bigint,
        source_format text,
        source_width int,
        source_height int,
        source_sha256 text,
        output_key text,
        output_url text,
        output_bytes bigint,
        output_content_type text,
        output_width int,
        output_height int,
        output_sha256 text,
        quality int,
        kept_original boolean,
        timings jsonb,
        reason_code text,
        reason_detail text,
        reason_hint text,
        primary key (request_id, image_id)
      )`);
    this.addSql(`
      create table webhook_attempts (
        id text collate "C" primary key,
        seq bigint not null,
        request_id text collate "C" not null,
        delivery_id text not null,
        url text not null,
        attempt int not null,
        outcome text not null,
        status_code int,
        error text,
        duration_ms double precision not null,
        attempted_at timestamptz not null,
        next_attempt_at timestamptz
      )`);
    this.addSql(`comment on column webhook_attempts.id is 'The id of its event.'`);
  }
}
