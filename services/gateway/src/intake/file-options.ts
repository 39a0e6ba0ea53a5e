import { type CatalogueOptions, encodingNamed } from '@halftone/catalog';
import { type Static, Type } from 'typebox';
import { fieldFault, invalidFields } from '../problems/field-faults.ts';

/** How a client says that its file is to be read; it must be known before the first byte of the file is read. */
export type FileOptions = Pick<CatalogueOptions, 'sheet' | 'choice' | 'baseUrl' | 'encoding'>;

const Heading = Type.Union([Type.String({ minLength: 1, maxLength: 1000 }), Type.Integer({ minimum: 1 })], {
  title: 'Heading',
  description: 'A column, by its heading or its position from 1.',
});

const Columns = Type.Object(
  {
    name: Type.Optional(Heading),
    id: Type.Optional(Heading),
    images: Type.Optional(
      Type.Array(Heading, { maxItems: 200, description: 'The columns of image URLs, in order.' }),
    ),
  },
  {
    additionalProperties: false,
    title: 'ColumnChoice',
    description:
      'The columns of product names, of ids or SKUs, and of image URLs; overrides what is detected.',
  },
);

const sheet = Type.String({
  maxLength: 255,
  description:
    'The name of the sheet to read from a workbook; the first visible one by default. In a form it must come before the file.',
});

const baseUrl = Type.String({
  maxLength: 2048,
  pattern: '^https?://[^\\s]+$',
  description:
    'Makes file names and paths complete: https://shop.example/media/ and a.jpg. In a form it must come before the file.',
});

const encoding = Type.String({
  maxLength: 100,
  description:
    'The character encoding of a CSV, by a WHATWG label such as windows-1251, or utf-32; overrides what the file is declared to be and what its bytes suggest. In a form it must come before the file.',
});

/** The options of the file as members of JSON. */
export const FileOptionsBody = {
  sheet: Type.Optional(sheet),
  columns: Type.Optional(Columns),
  baseUrl: Type.Optional(baseUrl),
  encoding: Type.Optional(encoding),
};

/** The same as fields of a form, or parameters of a query. */
export const FileOptionsFields = {
  sheet: Type.Optional(sheet),
  columns: Type.Optional(
    Type.String({
      description:
        'Which columns are meant, as JSON, {"name":"Title","id":"SKU","images":["Photo"]}, or as name=Title,id=SKU,images=Photo; headings or positions from 1. In a form it must come before the file.',
    }),
  ),
  baseUrl: Type.Optional(baseUrl),
  encoding: Type.Optional(encoding),
};

export const FILE_FIELDS = Object.keys(FileOptionsFields);

type Given = { [K in keyof typeof FileOptionsBody]?: Static<(typeof FileOptionsBody)[K]> };

/**
 * What is given, as the reader of catalogues takes it.
 * @throws Problem when nobody knows the encoding
 */
export function fileOptionsOf({ sheet, columns, baseUrl, encoding }: Given): FileOptions {
  return {
    ...(sheet && { sheet }),
    ...(columns && { choice: columns }),
    ...(baseUrl && { baseUrl }),
    ...(encoding && { encoding: { wished: knownEncoding(encoding) } }),
  };
}

function knownEncoding(label: string): string {
  const known = encodingNamed(label);
  if (known !== null) return known;
  throw invalidFields([
    fieldFault('encoding', 'invalid_value', 'must be an encoding such as utf-8, windows-1251 or shift_jis'),
  ]);
}

/**
 * The text of a field as the object that it means, for the schema to check: JSON, or pairs such as `name=Title,images=Photo`
 * in which images may come several times. A text that is neither is given back as it is.
 */
export function columnsIn(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  if (text.trim().startsWith('{')) {
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  }
  const pairs = text.split(/[,;](?=\s*(?:name|id|images)\s*=)/i).map((pair) => {
    const at = pair.indexOf('=');
    return { role: pair.slice(0, at).trim().toLowerCase(), heading: pair.slice(at + 1).trim() };
  });
  if (pairs.some(({ role, heading }) => !['name', 'id', 'images'].includes(role) || heading === ''))
    return text;
  const images = pairs.filter(({ role }) => role === 'images').map(({ heading }) => heading);
  const others = pairs.filter(({ role }) => role !== 'images').map(({ role, heading }) => [role, heading]);
  return { ...Object.fromEntries(others), ...(images.length > 0 && { images }) };
}
