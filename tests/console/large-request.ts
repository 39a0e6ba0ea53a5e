import { randomUUID } from 'node:crypto';
import { EXAMPLES } from '@halftone/contracts';
import { openReadModel } from '@halftone/read-model';

/** Writes a completed request with so many images into the read model, as the tracker leaves it. */
export async function insertLargeRequest(
  trackerUrl: string,
  images: number,
  pictureUrl: string,
): Promise<string> {
  await using readModel = await openReadModel({ url: trackerUrl });
  const id = randomUUID();
  const { upload } = EXAMPLES['request.accepted'];
  const em = readModel.em();
  await em.execute(
    `insert into halftone.requests (id, accepted_at, tenant, filename, upload, recipe, lane, total_products, total_images,
      products_listed, images_compressed, source_bytes, output_bytes, completed_at, outcome, duration_ms, updated_at)
    values (?, now(), 'public', 'large.csv', ?::jsonb, '{"quality":50}', 'bulk', ?, ?, ?, ?, 5e9, 1e9, now(), 'succeeded',
      60000, now())`,
    [id, JSON.stringify(upload), images, images, images, images],
  );
  await em.execute(
    `insert into halftone.images (request_id, image_id, state, url, ended_at, attempts, source_bytes, source_format,
      source_width, source_height, source_sha256, output_key, output_url, output_bytes, output_content_type, output_width,
      output_height, output_sha256, quality, kept_original)
    select ?, md5(n::text), 'compressed', 'https://shop.example/image-' || n || '.jpg', now(), 1, 250000, 'jpeg', 320, 240,
      repeat('a', 64), 'key', ?, 50000, 'image/jpeg', 320, 240, repeat('b', 64), 50, false
    from generate_series(1, ?) n`,
    [id, pictureUrl, images],
  );
  return id;
}
