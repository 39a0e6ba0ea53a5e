import type { ProblemCode } from '../problems/problem-codes.ts';
import type { RequestDetails } from '../progress/request-of.ts';

/** The word for each state of a request. */
export type StatusWords = Readonly<Record<RequestDetails['status'], string>>;

/** What an upload is answered with. What a key holds is the same in every system; see answers.ts. */
export type UploadForm = {
  code: 200 | 202;
  keys: readonly ('request_id' | 'requestId' | 'message')[];
  /** The sentence under `message`. */
  message: string;
  /** Whether what was left out of a file, or assumed about it, is said under keys of its own. */
  says?: boolean;
};

export type StatusForm = {
  keys: readonly (
    | 'request_id'
    | 'requestId'
    | 'status'
    | 'progress'
    | 'createdAt'
    | 'updatedAt'
    | 'outputCsvUrl'
  )[];
  words: StatusWords;
};

/** One product, by its integer id and as a line of the export. */
export type ProductForm = {
  /** Between the URLs of one product. */
  separator: string;
  words: Pick<StatusWords, 'pending' | 'processing' | 'completed'>;
  /** What stands for the outputs until all of them have ended; the outputs so far if left out. */
  unended?: string;
};

export type ExportForm = {
  filename: string;
  /** The headings, each with the field that stands below it. */
  columns: Readonly<Record<string, ProductField>>;
};

export type ProductField =
  | 'id'
  | 'request_id'
  | 'serial_number'
  | 'product_name'
  | 'input_image_urls'
  | 'output_image_urls'
  | 'status'
  | 'errors';

/** Everything that clients of the earlier systems see. */
export type Surface = {
  /** `POST /upload` */
  upload: UploadForm;
  /** `POST /api/upload` */
  apiUpload: UploadForm;
  /** `GET /status/:id` */
  status: StatusForm;
  /** `GET /api/status/:requestId` */
  apiStatus: StatusForm;
  /** Whether `GET /status/:id` with an integer is a product; otherwise it is no more than the id of a request. */
  hasProducts: boolean;
  /** Of a product by its id, and of the lines of the export. */
  product: ProductForm;
  /** `GET /export` */
  export: ExportForm;
  /** `POST /webhook` is answered with this sentence. */
  inbox: string;
  /** Null where errors are problem documents (RFC 9457). */
  errors: ErrorWords | null;
};

/** The sentences under `error`. What is listed here is the whole answer; any other refusal is explained beside it. */
export type ErrorWords = Readonly<Partial<Record<ProblemCode, string>>>;

const WORDS = {
  pending: 'pending',
  processing: 'processing',
  completed: 'completed',
  cancelled: 'cancelled',
} as const;
const MESSAGE = 'CSV file received and queued for processing';

/** Halftone's own: the keys of all systems together, so that clients of most of them find what they look for. */
export const HALFTONE: Surface = {
  upload: { code: 200, keys: ['request_id', 'requestId', 'message'], message: MESSAGE, says: true },
  apiUpload: { code: 202, keys: ['message', 'requestId'], message: MESSAGE, says: true },
  status: {
    keys: ['request_id', 'requestId', 'status', 'progress', 'createdAt', 'updatedAt'],
    words: WORDS,
  },
  apiStatus: {
    keys: ['requestId', 'status', 'progress', 'createdAt', 'updatedAt', 'outputCsvUrl'],
    words: WORDS,
  },
  hasProducts: true,
  product: { separator: ', ', words: WORDS },
  export: {
    filename: '"products.csv"',
    columns: {
      id: 'id',
      request_id: 'request_id',
      serial_number: 'serial_number',
      product_name: 'product_name',
      input_image_urls: 'input_image_urls',
      output_image_urls: 'output_image_urls',
      status: 'status',
      errors: 'errors',
    },
  },
  inbox: 'Webhook received',
  errors: null,
};
