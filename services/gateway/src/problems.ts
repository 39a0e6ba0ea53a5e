import { type Static, Type } from 'typebox';

/**
 * Every way in which the API refuses. Clients may rely on the code, the type and the status; the sentences may change.
 */
export const PROBLEMS = {
  invalid_request: {
    status: 400,
    title: 'The request cannot be understood',
    hint: 'Compare it with the documentation of this address.',
  },
  invalid_form: {
    status: 400,
    title: 'The form cannot be read',
    hint: "Send multipart/form-data with the CSV in the field 'file', for example: curl -F file=@catalogue.csv",
  },
  missing_file: {
    status: 400,
    title: 'There is no file in the form',
    hint: "Send the CSV as a file in the field 'file', for example: curl -F file=@catalogue.csv",
  },
  too_many_files: {
    status: 400,
    title: 'There is more than one file in the form',
    hint: 'Upload each catalogue by itself.',
  },
  invalid_webhook_url: {
    status: 400,
    title: 'The webhook URL cannot be used',
    hint: 'Give a complete http or https URL without user name and password, of at most 2048 characters, or leave it out.',
  },
  invalid_catalogue: {
    status: 400,
    title: 'The catalogue cannot be used',
    hint: 'Mend what is listed under errors and upload the file again.',
  },
  unauthorized: {
    status: 401,
    title: 'An API key is needed',
    hint: 'Send a key as Authorization: Bearer <key> or as X-API-Key: <key>.',
  },
  request_not_found: {
    status: 404,
    title: 'There is no such request',
    hint: 'Use the requestId that the upload was answered with.',
  },
  product_not_found: {
    status: 404,
    title: 'There is no such product',
    hint: 'Use the integer id of a product that was listed.',
  },
  delivery_not_found: {
    status: 404,
    title: 'There is no such delivery',
    hint: 'Use the id of one of the deliveries of a request.',
  },
  output_not_available: {
    status: 404,
    title: 'The output file is not available',
    hint: 'Ask for the status and download the file once it is completed.',
  },
  route_not_found: {
    status: 404,
    title: 'There is nothing at this address',
    hint: 'Check the path and the method.',
  },
  request_running: {
    status: 409,
    title: 'The request has not ended',
    hint: 'Wait until it has, or cancel it.',
  },
  request_ended: {
    status: 409,
    title: 'The request has ended',
    hint: 'Nothing is left to be done; look at its output.',
  },
  nothing_failed: {
    status: 409,
    title: 'There is nothing to retry',
    hint: 'Look at the images of the request.',
  },
  request_deleted: {
    status: 409,
    title: 'The request was deleted',
    hint: 'Send the catalogue under another Idempotency-Key.',
  },
  request_timeout: {
    status: 408,
    title: 'The request took too long to arrive',
    hint: 'Try again over a faster connection.',
  },
  file_too_large: {
    status: 413,
    title: 'The file is too large',
    hint: 'Split the catalogue, or have the operator raise the limit.',
  },
  body_too_large: {
    status: 413,
    title: 'The request is too large',
    hint: 'Send less, or have the operator raise the limit.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'This kind of content is not supported',
    hint: "Send multipart/form-data with the CSV in the field 'file', for example: curl -F file=@catalogue.csv",
  },
  idempotency_mismatch: {
    status: 422,
    title: 'The Idempotency-Key was used for something else',
    hint: 'Send exactly what was sent under this key at first, or use another key.',
  },
  too_many_requests: {
    status: 429,
    title: 'Too many requests',
    hint: 'Go on after the time in Retry-After.',
  },
  headers_too_large: {
    status: 431,
    title: 'The header fields are too large',
    hint: 'Send fewer or shorter header fields.',
  },
  internal_error: {
    status: 500,
    title: 'Something went wrong on our side',
    hint: 'Try again; if it happens again, report it with the time and the address.',
  },
  log_unavailable: {
    status: 503,
    title: 'The event log is not available',
    hint: 'Try again after the time in Retry-After.',
  },
  storage_unavailable: {
    status: 503,
    title: 'The stored images are not available',
    hint: 'Try again after the time in Retry-After.',
  },
  database_unavailable: {
    status: 503,
    title: 'The database is not available',
    hint: 'Requests go on being processed. Ask again after the time in Retry-After.',
  },
} as const satisfies Record<string, { status: number; title: string; hint: string }>;

export type ProblemCode = keyof typeof PROBLEMS;

/** How long clients are asked to wait when something the gateway needs is away. */
export const RETRY_AFTER_SECONDS = 5;

export const PROBLEM_TYPE = 'application/problem+json' as const;

export const Fault = Type.Object(
  {
    line: Type.Optional(Type.Integer({ minimum: 1, description: 'The line of the file, from 1.' })),
    field: Type.Optional(Type.String({ description: 'The field, parameter or product.' })),
    code: Type.String({ description: 'A stable code.' }),
    detail: Type.String({ description: 'What is wrong there.' }),
    hint: Type.String({ description: 'How to mend it.' }),
  },
  { description: 'One fault of a field, or of a row of the file.' },
);
export type Fault = Static<typeof Fault>;

/** The body of every refusal: RFC 9457, and `error` for clients that read that key. */
export const ProblemBody = Type.Object(
  {
    type: Type.String({ description: 'A stable URN that names the kind of problem.' }),
    title: Type.String({ description: 'The kind of problem, in a sentence.' }),
    status: Type.Integer({ description: 'The HTTP status.' }),
    detail: Type.String({ description: 'What happened this time.' }),
    error: Type.String({ description: 'The sentence to show.' }),
    code: Type.String({ description: 'A stable code, the last part of the type.' }),
    hint: Type.String({ description: 'What to do about it.' }),
    errors: Type.Optional(
      Type.Array(Fault, { description: 'The faults of the fields or rows, the first hundred.' }),
    ),
    errorsOmitted: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: 'How many more faults there are; left out when they were not counted.',
      }),
    ),
  },
  { title: 'Problem', description: 'A refusal (RFC 9457).' },
);
export type ProblemBody = Static<typeof ProblemBody>;

export type ProblemOptions = {
  cause?: unknown;
  /** The sentence under the key `error`, where clients expect a certain one; the detail otherwise. */
  error?: string;
  hint?: string;
  errors?: Fault[];
  errorsOmitted?: number;
  /** How long the client is asked to wait; of its own accord a 503 says so too. */
  retryAfterSeconds?: number;
};

/** A refusal with a code of {@link PROBLEMS}. The detail is shown to clients, the cause only to operators. */
export class Problem extends Error {
  override name = 'Problem';
  readonly code: ProblemCode;
  readonly options: ProblemOptions;

  constructor(code: ProblemCode, detail: string, options: ProblemOptions = {}) {
    super(detail, 'cause' in options ? { cause: options.cause } : {});
    this.code = code;
    this.options = options;
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }
}

export function problemBody({ code, message, options }: Problem): ProblemBody {
  const { status, title, hint } = PROBLEMS[code];
  return {
    type: `urn:halftone:problem:${code.replaceAll('_', '-')}`,
    title,
    status,
    detail: message,
    error: options.error ?? message,
    code,
    hint: options.hint ?? hint,
    ...(options.errors && { errors: options.errors }),
    ...(options.errorsOmitted !== undefined && { errorsOmitted: options.errorsOmitted }),
  };
}

type ProblemResponse = { description: string; content: { [PROBLEM_TYPE]: { schema: typeof ProblemBody } } };

/** The `response` entries of a route's schema for the problems that it may answer with. */
export function problemResponses<C extends ProblemCode>(
  ...codes: C[]
): { [K in C as (typeof PROBLEMS)[K]['status']]: ProblemResponse } {
  const responses: Record<number, ProblemResponse> = {};
  for (const code of codes) {
    const { status, title } = PROBLEMS[code];
    const others = responses[status] ? `${responses[status].description}; ` : '';
    responses[status] = {
      description: `${others}${title}`,
      content: { [PROBLEM_TYPE]: { schema: ProblemBody } },
    };
  }
  return responses as { [K in C as (typeof PROBLEMS)[K]['status']]: ProblemResponse };
}
