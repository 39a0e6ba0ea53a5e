import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { faultsOf, invalidFields } from './field-faults.ts';
import type { ReadSubmission } from './incoming.ts';
import { WishesBody, wishesInJson } from './wishes.ts';

const ProductBody = Type.Object(
  {
    serial: Type.Optional(
      Type.Union([Type.String(), Type.Integer()], {
        description: 'The serial number; its position if none.',
      }),
    ),
    name: Type.String({ description: 'The product name.' }),
    imageUrls: Type.Array(Type.String(), { description: 'The image URLs, in order.' }),
  },
  { additionalProperties: false, description: 'A product of the catalogue.' },
);
type ProductBody = Static<typeof ProductBody>;

/** A catalogue as JSON, with the wishes beside it. */
export const CatalogueBody = Type.Object(
  {
    products: Type.Array(ProductBody, { minItems: 1, description: 'The products of the catalogue.' }),
    ...WishesBody.properties,
  },
  { additionalProperties: false, description: 'A catalogue as JSON.' },
);

const catalogueBody = Compile(CatalogueBody);

/** Reads a catalogue that came as JSON, by writing it as the CSV that it could have been. */
export function jsonBody(body: unknown, query: Record<string, unknown>): ReadSubmission {
  return async (receive) => {
    if (!catalogueBody.Check(body)) throw invalidFields(faultsOf(catalogueBody.Errors(body)));
    const { products, ...wishes } = body;
    const { rows, lines } = csvOf(products);
    const file = {
      filename: 'products.csv',
      content: inOnePiece(rows),
      placeOf: (line: number) => `products[${lines.indexOf(line)}]`,
    };
    return { wishes: wishesInJson(wishes, query), received: await receive(file) };
  };
}

/** The rows of a catalogue file, and the line on which each product begins. */
function csvOf(products: ProductBody[]): { rows: string[]; lines: number[] } {
  const rows = ['S. No.,Product Name,Input Image URLs\n'];
  const lines: number[] = [];
  let line = 2;
  for (const [index, { serial, name, imageUrls }] of products.entries()) {
    // Never without a serial: a row without anything would be passed over as blank.
    const cells = [String(serial ?? '').trim() || String(index + 1), name, imageUrls.join(', ')];
    const row = `${cells.map(quotedCell).join(',')}\n`;
    rows.push(row);
    lines.push(line);
    line += row.match(/\r\n|[\r\n]/g)?.length ?? 0;
  }
  return { rows, lines };
}

const quotedCell = (text: string) => `"${text.replaceAll('"', '""')}"`;

async function* inOnePiece(rows: string[]): AsyncGenerator<Uint8Array> {
  yield Buffer.from(rows.join(''));
}
