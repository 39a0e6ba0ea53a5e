import { Type } from 'typebox';
import { XLSX } from './csv-body.ts';
import { FileOptionsFields } from './file-options.ts';
import { CatalogueBody } from './json-body.ts';
import { UploadOptionsFields } from './upload-options.ts';

/** The bodies in which a catalogue comes, by media type, for the description of the API: the handlers read them. */

const CSV_EXAMPLE = 'S. No.,Product Name,Input Image URLs\n1,Stoneware Mug,https://shop.example/mug.jpg\n';

const JSON_EXAMPLE = {
  products: [{ serial: '1', name: 'Stoneware Mug', imageUrls: ['https://shop.example/mug.jpg'] }],
  recipe: { quality: 50 },
};

/** A file of a form. */
export const CatalogueFile = Type.Unsafe<unknown>({
  type: 'string',
  format: 'binary',
  description: 'The catalogue as CSV or XLSX.',
});

const file = {
  schema: Type.Unsafe<unknown>({
    type: 'string',
    format: 'binary',
    description: 'The catalogue as an Excel workbook (XLSX), or one CSV in a ZIP or gzip archive.',
  }),
};
const csv = { schema: Type.String({ description: 'The catalogue.', examples: [CSV_EXAMPLE] }) };

/** How a file is read must be known before its first byte, so these options are described as parameters. */
const { sheet, columns, baseUrl, encoding, ...formFields } = UploadOptionsFields.properties;

/** The file comes last, so that what is sent in this order is read in time. */
export const FORM = {
  'multipart/form-data': { schema: Type.Object({ ...formFields, file: CatalogueFile }) },
};

/** Of the names that a type has, the usual one. */
export const FILES = {
  'text/csv': csv,
  [XLSX]: file,
  'application/zip': file,
  'application/gzip': file,
};

export const JSON_BODY = {
  'application/json': {
    schema: { ...CatalogueBody, examples: [JSON_EXAMPLE] },
  },
};

/** The parameters beside a form. */
export const FormQuery = Type.Object(FileOptionsFields);
