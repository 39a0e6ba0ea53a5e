import { type ErrorWords, HALFTONE, type Surface } from './surface.ts';

/** Where a system differs from Halftone's own surface. Paths that it does not have stay as they are. */
type Difference = Partial<Surface> & { errors: ErrorWords };

const { status: OWN_STATUS, upload: OWN_UPLOAD, apiUpload: OWN_API_UPLOAD } = HALFTONE;

/**
 * The systems that Halftone can stand in for, to the letter of what each documents and, where its documents are silent, of
 * what it does. None of them can cancel: a cancelled request has their word for one that has ended, so that a client which
 * waits for the end finds it.
 */
export const SYSTEMS = {
  'image-processing-system': {
    upload: { ...OWN_UPLOAD, keys: ['request_id'], says: false },
    status: {
      keys: ['status'],
      words: {
        pending: 'processing',
        processing: 'processing',
        completed: 'completed',
        cancelled: 'completed',
      },
    },
    hasProducts: false,
    errors: { request_not_found: 'Invalid request ID' },
  },
  'node-express-mongo': {
    upload: { ...OWN_UPLOAD, code: 202, keys: ['requestId'], says: false },
    status: { ...OWN_STATUS, words: { ...OWN_STATUS.words, cancelled: 'completed' } },
    hasProducts: false,
    inbox: 'Data processed',
    errors: { missing_file: 'No file uploaded', request_not_found: 'Invalid request ID' },
  },
  'flask-sqlite': {
    upload: {
      code: 200,
      keys: ['message', 'request_id'],
      message: 'File uploaded successfully!',
      says: false,
    },
    product: {
      separator: ',',
      words: { pending: 'processing', processing: 'processing', completed: 'completed' },
      unended: 'Processing...',
    },
    export: {
      filename: 'processed_images.csv',
      columns: {
        'Image ID': 'id',
        'Product Name': 'product_name',
        'Input Image URLs': 'input_image_urls',
        'Output Image URLs': 'output_image_urls',
        Status: 'status',
        Errors: 'errors',
      },
    },
    inbox: 'Webhook received successfully!',
    errors: {
      missing_file: 'No file provided',
      invalid_catalogue: 'Invalid CSV format',
      product_not_found: 'Image ID not found',
    },
  },
  'node-worker-threads': {
    apiUpload: { ...OWN_API_UPLOAD, says: false },
    apiStatus: {
      ...HALFTONE.apiStatus,
      words: { ...HALFTONE.apiStatus.words, cancelled: 'failed' },
    },
    errors: {
      missing_file: 'No file uploaded',
      request_not_found: 'Request not found',
      output_not_available: 'Output file not available',
      internal_error: 'Internal server error',
    },
  },
  'flask-celery-mysql': {
    upload: { ...OWN_UPLOAD, keys: ['request_id'], says: false },
    status: {
      keys: ['status'],
      words: {
        pending: 'Pending',
        processing: 'Processing',
        completed: 'Completed',
        cancelled: 'Completed',
      },
    },
    hasProducts: false,
    errors: { request_not_found: 'Invalid request ID' },
  },
} as const satisfies Record<string, Difference>;

export type SystemName = keyof typeof SYSTEMS;

/** The values of `COMPATIBLE_WITH`. */
export const SYSTEM_NAMES = Object.keys(SYSTEMS) as SystemName[];

/** What clients see when Halftone stands in for a system, or for none. */
export function surfaceOf(name: SystemName | undefined): Surface {
  return name ? { ...HALFTONE, ...SYSTEMS[name] } : HALFTONE;
}
