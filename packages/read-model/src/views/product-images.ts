/** The outcome of one image of a product: `outputUrl` when it was compressed, `reason` when it failed, neither before. */
export type ProductImage = {
  url: string;
  outputUrl: string | null;
  reason: { code: string; detail: string; hint: string } | null;
};

/** The images of the product `p` as a JSON array of {@link ProductImage}, in the order of the row. */
export const PRODUCT_IMAGES = `(
  select json_agg(json_build_object(
      'url', listed.image ->> 'url',
      'outputUrl', i.output_url,
      'reason', case when i.state = 'failed' then
        json_build_object('code', i.reason_code, 'detail', i.reason_detail, 'hint', i.reason_hint) end
    ) order by listed.position)
  from jsonb_array_elements(p.images) with ordinality as listed (image, position)
  left join images i on i.request_id = p.request_id and i.image_id = listed.image ->> 'imageId'
)`;
