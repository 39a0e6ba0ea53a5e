import { productsCsv } from '@halftone/catalog';
import { withoutAuto } from '@halftone/contracts';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { invalidValue } from '../problems/field-faults.ts';
import type { ReadSubmission } from './incoming-file.ts';
import { optionsInJson, UploadOptionsBody } from './upload-options.ts';

const ProductBody = Type.Object(
  {
    serial: Type.Optional(
      Type.Union([Type.String(), Type.Integer()], {
        title: 'Serial',
        description: 'The serial number; its position if none.',
      }),
    ),
    name: Type.String({ description: 'The product name.' }),
    imageUrls: Type.Array(Type.String(), { description: 'The image URLs, in order.' }),
  },
  { title: 'CatalogueProduct', additionalProperties: false, description: 'A product of the catalogue.' },
);
type ProductBody = Static<typeof ProductBody>;

/** A catalogue as JSON, with the options beside it. */
export const CatalogueBody = Type.Object(
  {
    products: Type.Array(ProductBody, { minItems: 1, description: 'The products of the catalogue.' }),
    ...UploadOptionsBody.properties,
  },
  { title: 'Catalogue', additionalProperties: false, description: 'A catalogue as JSON.' },
);

const catalogueBody = Compile(CatalogueBody);

/** Reads a catalogue that came as JSON, by writing it as the CSV that it could have been. */
export function jsonBody(body: unknown, query: Record<string, unknown>): ReadSubmission {
  return async (receive) => {
    const written = withoutAutoQuality(body);
    if (!catalogueBody.Check(written)) throw invalidValue(catalogueBody.Errors(written));
    const { products, ...given } = written;
    const options = optionsInJson(given, query);
    const file = {
      filename: 'products.csv',
      content: catalogueOf(products),
      // We write it ourselves.
      options: { ...options.file, encoding: undefined },
      // Below the header, one line for each.
      placeOf: (line: number) => `products[${line - 2}]`,
    };
    return { options, received: await receive(file) };
  };
}

/** Described as a number, of which typed clients can make one; the word for it has to go before it is held to that. */
function withoutAutoQuality(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('recipe' in body)) return body;
  return { ...body, recipe: withoutAuto(body.recipe) };
}

async function* catalogueOf(products: ProductBody[]): AsyncGenerator<Uint8Array> {
  const given = products.map(({ serial, ...product }) => ({ ...product, serial: String(serial ?? '') }));
  for await (const text of productsCsv(given)) yield Buffer.from(text);
}
