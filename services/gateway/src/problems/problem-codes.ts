/**
 * Every way in which the API refuses. Clients may rely on the code, the type and the status; the sentences may change.
 */
export const PROBLEMS = {
  invalid_request: {
    status: 400,
    title: 'The request cannot be understood',
    hint: 'Compare it with the documentation of this endpoint.',
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
    hint: 'Use a complete http or https URL of a public host, without a user name or password and with at most 2048 characters, or leave it out.',
  },
  invalid_catalogue: {
    status: 400,
    title: 'The catalogue cannot be used',
    hint: 'Fix what is listed under errors and upload the file again.',
  },
  unknown_channel: {
    status: 400,
    title: 'There is no such channel',
    hint: 'Use the names of the channels that GET /v1/channels lists.',
  },
  unauthorized: {
    status: 401,
    title: 'An API key is needed',
    hint: 'Send a key as Authorization: Bearer <key> or as X-API-Key: <key>.',
  },
  request_not_found: {
    status: 404,
    title: 'There is no such request',
    hint: 'Use the requestId from the answer to the upload.',
  },
  product_not_found: {
    status: 404,
    title: 'There is no such product',
    hint: 'Use the integer id of a listed product.',
  },
  delivery_not_found: {
    status: 404,
    title: 'There is no such delivery',
    hint: 'Use the id of one of the deliveries of a request.',
  },
  endpoint_not_found: {
    status: 404,
    title: 'There is no such webhook endpoint',
    hint: 'Use the id of one of the endpoints that GET /v1/webhook-endpoints lists.',
  },
  output_not_available: {
    status: 404,
    title: 'The output file is not available',
    hint: 'Check the status and download the file once the request is completed.',
  },
  route_not_found: {
    status: 404,
    title: 'There is nothing at this address',
    hint: 'Check the path and the method.',
  },
  method_not_allowed: {
    status: 405,
    title: 'This address does not support this method',
    hint: 'Use one of the methods in the Allow header.',
  },
  too_many_endpoints: {
    status: 409,
    title: 'There are too many webhook endpoints',
    hint: 'Delete one that is not needed any more.',
  },
  request_running: {
    status: 409,
    title: 'The request has not ended',
    hint: 'Wait until it has ended, or cancel it.',
  },
  request_ended: {
    status: 409,
    title: 'The request has ended',
    hint: 'There is nothing left to do. Look at its output.',
  },
  nothing_failed: {
    status: 409,
    title: 'There is nothing to retry',
    hint: 'Look at the images of the request.',
  },
  request_deleted: {
    status: 409,
    title: 'The request was deleted',
    hint: 'Send the catalogue with another Idempotency-Key.',
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
    hint: 'Send one of the kinds of content that the documentation of this address names, and name it in Content-Type.',
  },
  idempotency_mismatch: {
    status: 422,
    title: 'The Idempotency-Key was used for something else',
    hint: 'Send exactly what was first sent with this key, or use another key.',
  },
  too_many_requests: {
    status: 429,
    title: 'Too many requests',
    hint: 'Try again after the time in Retry-After.',
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
  endpoints_not_configured: {
    status: 501,
    title: 'Webhook endpoints are not set up',
    hint: 'The operator has to set ENDPOINT_SECRETS_KEY, with which their secrets are encrypted. A webhookUrl for each upload works without it.',
  },
  overloaded: {
    status: 503,
    title: 'The gateway is overloaded',
    hint: 'Try again after the time in Retry-After.',
  },
  // Said by the proxy in front of the gateways (deploy/front), also with 502 and 504.
  gateway_unavailable: {
    status: 503,
    title: 'The gateway is not available',
    hint: 'Try again after the time in Retry-After.',
  },
  log_unavailable: {
    status: 503,
    title: 'The event log is not available',
    hint: 'Try again after the time in Retry-After.',
  },
  notifier_unavailable: {
    status: 503,
    title: 'The notifier is not available',
    hint: 'Webhooks that are due are sent later. Try again after the time in Retry-After.',
  },
  imager_unavailable: {
    status: 503,
    title: 'No imager is available',
    hint: 'A dry run without probe works nevertheless, and what is uploaded is worked on later. Try again after the time in Retry-After.',
  },
  storage_unavailable: {
    status: 503,
    title: 'The stored images are not available',
    hint: 'Try again after the time in Retry-After.',
  },
  database_unavailable: {
    status: 503,
    title: 'The database is not available',
    hint: 'Requests are still being processed. Try again after the time in Retry-After.',
  },
} as const satisfies Record<string, { status: number; title: string; hint: string }>;

export type ProblemCode = keyof typeof PROBLEMS;
