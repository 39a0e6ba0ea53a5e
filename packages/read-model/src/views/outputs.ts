import type { ReadModel } from '../tables/read-model.ts';
import { byPages, PAGE_SIZE } from './by-pages.ts';

/** A compressed image where it stands in the file, as an archive of the outputs needs it. */
export type OutputImage = {
  /** Of its product, among the products of the file, from 1. */
  row: number;
  serial: string;
  name: string;
  /** Among the images of its product, from 1. */
  position: number;
  imageId: string;
  key: string;
  url: string;
  bytes: number;
};

type ProductOutputs = Pick<OutputImage, 'row' | 'serial' | 'name'> & {
  outputs: Omit<OutputImage, 'row' | 'serial' | 'name'>[] | null;
};

const outputsIn = (schema: string) => `
  select p.row, p.serial, p.name, (
    select json_agg(json_build_object('position', listed.position, 'imageId', i.image_id, 'key', i.output_key,
        'url', i.output_url, 'bytes', i.output_bytes) order by listed.position)
    from jsonb_array_elements(p.images) with ordinality as listed (image, position)
    join ${schema}.images i on i.request_id = p.request_id and i.image_id = listed.image ->> 'imageId'
      and i.state = 'compressed'
  ) as outputs
  from ${schema}.products p where p.request_id = ? and p.row > ? order by p.row limit ?`;

/** The compressed images of a request in the order of the file; one that stands there twice comes twice. */
export async function* streamOutputs(
  readModel: ReadModel,
  requestId: string,
  pageSize = PAGE_SIZE,
): AsyncGenerator<OutputImage, void, undefined> {
  const sql = outputsIn(readModel.schema);
  const products = byPages<ProductOutputs>(pageSize, (last) =>
    readModel.em().execute<ProductOutputs[]>(sql, [requestId, last?.row ?? 0, pageSize]),
  );
  for await (const { outputs, ...product } of products) {
    for (const output of outputs ?? []) yield { ...product, ...output };
  }
}
