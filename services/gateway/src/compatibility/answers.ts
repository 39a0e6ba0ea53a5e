import type { ProductView } from '@halftone/read-model';
import { type TSchema, Type } from 'typebox';
import { repeated } from '../openapi/repeated.ts';
import { failuresOf } from '../outputs/output-rows.ts';
import type { RequestDetails } from '../progress/request-of.ts';
import { IgnoredImageColumns, RequestState } from '../progress/request-schema.ts';
import {
  HALFTONE,
  type ProductField,
  type ProductForm,
  type StatusForm,
  type UploadForm,
} from './surface.ts';

const requestId = Type.String({ description: 'The id of the request, for its status and its output.' });

const UPLOAD_KEYS = {
  request_id: requestId,
  requestId,
  message: Type.String({ description: 'What happens now.' }),
} satisfies Record<UploadForm['keys'][number], TSchema>;

/** What clients of the earlier systems do not expect is there only where something was left out or assumed. */
const SAID = {
  ignoredImageColumns: Type.Optional(IgnoredImageColumns),
  notes: Type.Optional(
    Type.Array(Type.String(), { description: 'What was assumed when the file was read, if anything was.' }),
  ),
};

/** What a form chooses of these, in its own order. */
const chosen = <K extends string, V>(keys: readonly K[], from: Record<K, V>): Record<string, V> =>
  Object.fromEntries(keys.map((key) => [key, from[key]]));

/** The schemas of the keys; where one is spelt in two ways, the second is marked as a repetition. */
function described<K extends string>(keys: readonly K[], from: Record<K, TSchema>): Record<string, TSchema> {
  const schemas = chosen(keys, from);
  const { request_id, requestId } = schemas;
  return request_id && requestId ? { ...schemas, requestId: repeated(requestId) } : schemas;
}

/** @param title names it in the description of the API, in one word */
export const uploadSchema = ({ keys, says }: UploadForm, title: string) =>
  Type.Object(
    { ...described(keys, UPLOAD_KEYS), ...(says && SAID) },
    { title, description: 'The catalogue is accepted.' },
  );

export function uploadAnswer(
  { keys, message, says }: UploadForm,
  requestId: string,
  said: object,
): Record<string, unknown> {
  return { ...chosen(keys, { request_id: requestId, requestId, message }), ...(says && said) };
}

const statusRequestId = Type.String({ description: 'The id from the answer to the upload.' });

const statusKeys = (words: StatusForm['words']) =>
  ({
    request_id: statusRequestId,
    requestId: statusRequestId,
    status:
      words === HALFTONE.status.words
        ? RequestState
        : Type.Enum([...new Set(Object.values(words))], { description: 'Where the request stands.' }),
    progress: Type.Integer({
      minimum: 0,
      maximum: 100,
      description: 'Percent of the images that have ended.',
    }),
    createdAt: Type.String({ description: 'When it was accepted (RFC 3339, UTC).' }),
    updatedAt: Type.String({ description: 'When it last changed (RFC 3339, UTC).' }),
    outputCsvUrl: Type.Optional(Type.String({ description: 'The output CSV, once completed.' })),
  }) satisfies Record<StatusForm['keys'][number], TSchema>;

/** @param title names it in the description of the API, in one word */
export const statusSchema = ({ keys, words }: StatusForm, title: string) =>
  Type.Object(described<StatusForm['keys'][number]>(keys, statusKeys(words)), {
    title,
    description: 'Where the request stands.',
  });

export function statusAnswer({ keys, words }: StatusForm, request: RequestDetails, outputCsvUrl: string) {
  const { requestId, progress, createdAt, updatedAt } = request;
  return chosen<StatusForm['keys'][number], unknown>(keys, {
    request_id: requestId,
    requestId,
    status: words[request.status],
    progress,
    createdAt,
    updatedAt,
    outputCsvUrl: request.status === 'completed' ? outputCsvUrl : undefined,
  });
}

export const ProductRow = Type.Object(
  {
    id: Type.Integer({ description: 'The integer id of the product.' }),
    product_name: Type.String(),
    input_image_urls: Type.String({ description: 'Separated by commas, in the order of the file.' }),
    output_image_urls: Type.String({
      description: 'Separated by commas, in the order of the input; empty where none.',
    }),
    status: Type.String({ description: 'pending, processing or completed.' }),
    errors: Type.String({ description: 'Which images failed, and why; empty where none did.' }),
  },
  { title: 'ProductStatus', description: 'One product.' },
);

/** The fields of a product, of which an answer or a line of the export shows some. */
export function productFields(
  { separator, words, unended }: ProductForm,
  { id, requestId, serial, name, images, status }: ProductView,
): Record<ProductField, string | number> {
  const outputs = images.map(({ outputUrl }) => outputUrl ?? '').join(separator);
  return {
    id,
    request_id: requestId,
    serial_number: serial,
    product_name: name,
    input_image_urls: images.map(({ url }) => url).join(separator),
    output_image_urls: status === 'completed' ? outputs : (unended ?? outputs),
    status: words[status],
    errors: failuresOf(images),
  };
}
