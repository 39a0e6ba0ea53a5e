import { type Static, Type } from 'typebox';

const Column = Type.Integer({ minimum: 0 });
const ColumnList = (description: string) => Type.Array(Column, { description });

/**
 * How the rows of an accepted file become products. It is decided once, when the file is accepted, and travels with the
 * request: a later release that knows more shop systems must find the same products in the same file.
 */
export const CatalogueLayout = Type.Object(
  {
    system: Type.String({ description: 'The shop system whose export this is, or plain.' }),
    images: ColumnList('The columns of image URLs, in the order of the images.'),
    headerLine: Type.Integer({ minimum: 0, description: 'The line of the header; 0 when there is none.' }),
    dataLine: Type.Integer({ minimum: 1, description: 'The first line that may hold a product.' }),
    withoutImages: Type.Enum(['reject', 'leave-out'], {
      description: 'What becomes of a product without an image.',
    }),
    onceEach: Type.Boolean({ description: 'Whether a URL that repeats in a product counts once.' }),
    nameFallbacks: ColumnList('The columns that name a product whose name is empty, the preferred first.'),
    separators: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 8 }), {
        description: 'What stands between bare file names in a cell.',
      }),
    ),
    parent: Type.Optional(
      Type.Object(
        { column: Column, keys: ColumnList('The columns that the parent is named by.') },
        { additionalProperties: false, description: 'Where a variant names its parent.' },
      ),
    ),
    group: Type.Optional(
      Type.Object(
        {
          by: Type.Optional(Column),
          kind: Type.Optional(Column),
          starts: Type.Optional(Type.Array(Type.String())),
          position: Type.Optional(Column),
          variantImages: ColumnList('Image columns of variants: behind the images of the product.'),
        },
        {
          additionalProperties: false,
          description:
            'Adjacent rows that are one product: by a shared key, or by the kind of row that begins one.',
        },
      ),
    ),
    baseUrl: Type.Optional(Type.String({ description: 'What makes bare file names whole addresses.' })),
  },
  { additionalProperties: false, description: 'How the rows of the file become products.' },
);
export type CatalogueLayout = Static<typeof CatalogueLayout>;
