import { type Static, Type } from 'typebox';
import { CatalogueLayout } from './catalogue-layout.ts';
import { Bytes, Count, Position, record } from './fields.ts';

/** Which column of the file holds what: positions count from 0. */
export const Columns = record(
  {
    header: Type.Array(Type.String(), {
      description: 'The header row, unchanged; empty when the file has none.',
    }),
    serial: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
      description: 'Position of the serial number, or null.',
    }),
    name: Type.Integer({ minimum: 0, description: 'Position of the product name.' }),
    images: Type.Integer({ minimum: 0, description: 'Position of the first column of image URLs.' }),
    layout: Type.Optional(CatalogueLayout),
  },
  'Which column of the file holds what. Positions count from 0.',
);
export type Columns = Static<typeof Columns>;

/** The stored upload, and how to read it. */
export const Upload = record(
  {
    bucket: Type.String({ description: 'The JetStream object store bucket.' }),
    object: Type.String({ description: 'The name of the object in the bucket.' }),
    filename: Type.String({ description: 'The name the client gave the file.' }),
    bytes: Bytes('Size of the file.'),
    digest: Type.String({
      description: 'SHA-256 of the file, as the object store writes it (SHA-256=<base64url>).',
    }),
    delimiter: Type.String({ minLength: 1, maxLength: 1, description: 'The character between cells.' }),
    encoding: Type.String({
      description: 'The character encoding, by its WHATWG name, or utf-32le or utf-32be.',
    }),
    encodingFrom: Type.Optional(
      Type.Enum(['option', 'declared', 'mark', 'bytes', 'guess'], {
        description:
          'Where the encoding is known from: what the client wished, what it declared, a byte order mark, the bytes, or a guess.',
      }),
    ),
    columns: Columns,
    ignoredImageColumns: Type.Optional(
      Type.Array(
        record({
          column: Type.String({ description: 'The heading.' }),
          urls: Count('How many image URLs it holds.'),
        }),
        { description: 'Columns with image URLs that were not taken.' },
      ),
    ),
    withoutImages: Type.Optional(
      Count(
        "Products of a shop's export or a feed that have no image and were left out; none or not known without it.",
      ),
    ),
    container: Type.Optional(
      Type.Enum(['xlsx', 'gzip', 'zip'], {
        description:
          'What the rows come out of, where the file is no CSV itself: a workbook, whose cells need no delimiter, or an archive of one CSV.',
      }),
    ),
    sheet: Type.Optional(Type.String({ maxLength: 255, description: 'The sheet of the workbook.' })),
    invalidRows: Type.Optional(
      Type.Literal('skip', {
        description: 'Bad rows are skipped, each with a product.rejected; without it there are none.',
      }),
    ),
    maxUrlsPerRow: Type.Optional(
      Position('With invalidRows: the most image URLs of a row at its acceptance; a row with more is bad.'),
    ),
  },
  'The uploaded file, and how to read it.',
);
export type Upload = Static<typeof Upload>;
