import type { ReadModel } from '../tables/read-model.ts';

/** A row in which an image stands: the product that lists it. */
export type ImageRow = { row: number; serial: string; name: string };

/** The first rows of an image, and how many more there are. */
export type ImageRows = { rows: ImageRow[]; rowsOmitted: number };

const rowsIn = (schema: string) => `
  select image_id as "imageId",
    json_agg(json_build_object('row', row, 'serial', serial, 'name', name) order by row)
      filter (where place <= :limit) as rows,
    greatest(count(*) - :limit, 0)::int as "rowsOmitted"
  from (
    select image_id, row, serial, name, row_number() over (partition by image_id order by row) as place
    from (
      select distinct listed.image ->> 'imageId' as image_id, p.row, p.serial, p.name
      from ${schema}.products p, jsonb_array_elements(p.images) as listed (image)
      where p.request_id = :request and listed.image ->> 'imageId' in (:images)
    ) found
  ) placed
  group by image_id`;

/**
 * The rows in which images of a request stand, by the id of the image; of each the first ones up to a limit. Looks at every
 * product of the request.
 */
export async function rowsOfImages(
  readModel: ReadModel,
  requestId: string,
  { images, limit }: { images: readonly string[]; limit: number },
): Promise<Map<string, ImageRows>> {
  if (images.length === 0) return new Map();
  const found = await readModel.em().execute<(ImageRows & { imageId: string })[]>(rowsIn(readModel.schema), {
    request: requestId,
    images,
    limit,
  });
  return new Map(found.map(({ imageId, ...rows }) => [imageId, rows]));
}
