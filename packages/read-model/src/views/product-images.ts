/** The outcome of one image of a product: `outputUrl` when it was compressed, `reason` when it failed, neither before. */
export type ProductImage = {
  url: string;
  outputUrl: string | null;
  /** Whether the output is the unchanged original; null where there is none. */
  keptOriginal: boolean | null;
  /** Why the output could be a copy of an earlier one; null where it is none. */
  reusedBy: string | null;
  reason: { code: string; detail: string; hint: string } | null;
};

/** The images of the product `p`, in a schema, as a JSON array of {@link ProductImage}, in the order of the row. */
export const productImages = (schema: string) => `(
  select json_agg(json_build_object(
      'url', listed.image ->> 'url',
      'outputUrl', i.output_url,
      'keptOriginal', i.kept_original,
      'reusedBy', i.reused_by,
      'reason', case when i.state = 'failed' then
        json_build_object('code', i.reason_code, 'detail', i.reason_detail, 'hint', i.reason_hint) end
    ) order by listed.position)
  from jsonb_array_elements(p.images) with ordinality as listed (image, position)
  left join ${schema}.images i on i.request_id = p.request_id and i.image_id = listed.image ->> 'imageId'
)`;
