import { STATUS_CODES } from 'node:http';
import type { FailureCode } from '@halftone/contracts';
import { hintOfInvalidHttp, invalidHttp } from './invalid-http.ts';

/** Why there is no usable answer. The message is the detail that users read, so it names no resolved address. */
export class OutboundError extends Error {
  override name = 'OutboundError';
  readonly code: FailureCode;
  /** True when the same request may succeed later. */
  readonly retryable: boolean;
  /** How long the server asks us to wait. */
  readonly retryAfterMs: number | undefined;
  /** What to do about it, where more can be said than the code's own hint does. */
  readonly hint: string | undefined;
  /** Of a file that is too large: its bytes, or as many as it has at least. */
  readonly fileBytes: number | undefined;

  constructor(
    code: FailureCode,
    detail: string,
    {
      retryable = false,
      retryAfterMs,
      hint,
      fileBytes,
      cause,
    }: {
      retryable?: boolean;
      retryAfterMs?: number | undefined;
      hint?: string | undefined;
      fileBytes?: number | undefined;
      cause?: unknown;
    } = {},
  ) {
    super(detail, { cause });
    this.code = code;
    this.retryable = retryable;
    this.retryAfterMs = retryAfterMs;
    this.hint = hint;
    this.fileBytes = fileBytes;
  }

  get detail(): string {
    return this.message;
  }
}

/** What an error means: the detail is a sentence, or derives from the error. */
type Says = string | ((error: Error) => string);
/** What to do about it, or what says it of the error; nothing leaves it to the code. */
type Hint = string | ((error: Error) => string | undefined);
type Failure = { code: FailureCode; retryable: boolean; says?: Says; hint?: Hint };

const permanent = (code: FailureCode, says?: Says, hint?: Hint): Failure => ({
  code,
  retryable: false,
  ...(says && { says }),
  ...(hint && { hint }),
});
const transient = (code: FailureCode, says?: Says): Failure => ({
  code,
  retryable: true,
  ...(says && { says }),
});

/**
 * What a status means when an image was asked for. 430 is what Shopify answers, 509 what hosting panels answer, to those
 * that ask too much.
 */
export const STATUS_FAILURES: Readonly<Record<number, Failure>> = {
  401: permanent('access_denied'),
  403: permanent('access_denied'),
  404: permanent('not_found'),
  408: transient('timeout'),
  410: permanent('not_found'),
  429: transient('rate_limited'),
  430: transient('rate_limited'),
  509: transient('rate_limited'),
};

/** Of an answer. Node's own 16 kB are less than some proxies add of cookies and policies. */
export const MAX_HEADER_BYTES = 64 * 1024;

/** What the errors of the network stack mean, by their code: the first pattern that matches. */
export const NETWORK_FAILURES: readonly (readonly [RegExp, Failure])[] = [
  [/^ENOTFOUND$/, permanent('dns_failed', 'The host name does not exist.')],
  [/^EAI_/, transient('dns_failed', 'The host name cannot be resolved at the moment.')],
  [
    /^UND_ERR_CONNECT_TIMEOUT$|^ETIMEDOUT$/,
    transient('timeout', 'The server did not accept the connection in time.'),
  ],
  [/^UND_ERR_HEADERS_TIMEOUT$/, transient('timeout', 'The server did not start to answer in time.')],
  [
    /^UND_ERR_BODY_TIMEOUT$/,
    transient('timeout', 'The server stopped sending before its answer was complete.'),
  ],
  [/^ECONNREFUSED$/, transient('connection_failed', 'The server refused the connection.')],
  [/^ECONNRESET$|^EPIPE$|^ECONNABORTED$/, transient('connection_failed', 'The server reset the connection.')],
  [/^UND_ERR_SOCKET$/, transient('connection_failed', 'The server closed the connection without an answer.')],
  [/^E(HOST|NET)(UNREACH|DOWN)$/, transient('connection_failed', 'The server cannot be reached.')],
  [
    // What answers instead of TLS, such as plain HTTP, is read as a record of an unknown version or an absurd length.
    /^ERR_SSL_(WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|RECORD_TOO_SMALL|HTTP_REQUEST|HTTPS_PROXY_REQUEST)$/,
    permanent(
      'tls_failed',
      'The server does not speak TLS at this port, which may be one for plain HTTP.',
      'Use a URL that begins with http://, or the port at which the server speaks HTTPS.',
    ),
  ],
  [
    /^(CERT|CRL|ERR_TLS|ERR_SSL|ERR_OSSL|UNABLE_TO|ERROR_IN|DEPTH_ZERO|SELF_SIGNED|INVALID|PATH_LENGTH)_|^HOSTNAME_MISMATCH$/,
    permanent(
      'tls_failed',
      (error) => `The secure connection could not be established: ${tlsReason(error)}.`,
    ),
  ],
  [
    /^UND_ERR_HEADERS_OVERFLOW$/,
    permanent(
      'connection_failed',
      `The server sent more than ${MAX_HEADER_BYTES / 1024} kB of header fields: too many, or too large.`,
    ),
  ],
  [
    // undici asserts what a status and an upgrade look like, of whatever servers send. A wrong length is one that the
    // header fields say, since a body that is too short never comes here.
    /^HPE_|^UND_ERR_RES_CONTENT_LENGTH_MISMATCH$|^ERR_ASSERTION$/,
    permanent('connection_failed', invalidHttp, hintOfInvalidHttp),
  ],
  // Whatever else the stack reports, but for what we ended ourselves. Unknown, it would be retried without an end.
  [
    /^UND_ERR_(?!ABORTED$|DESTROYED$|CLOSED$)|^E[A-Z]+$/,
    transient('connection_failed', 'The connection failed.'),
  ],
];

/** The failure that a status is; undefined for an answer with a body to read. */
export function statusFailure(status: number): Failure | undefined {
  // 206 is the answer to a question for a part, which nobody asked.
  if (status >= 200 && status < 300 && status !== 206) return undefined;
  const isServers = status >= 500 && status < 600;
  return STATUS_FAILURES[status] ?? (isServers ? transient('server_error') : permanent('unexpected_status'));
}

/** The error for a status, in words. */
export function statusError(status: number, failure: Failure, retryAfterMs?: number): OutboundError {
  const words = STATUS_CODES[status] ? `${status} (${STATUS_CODES[status]})` : String(status);
  return new OutboundError(failure.code, `The server answered ${words}.`, {
    retryable: failure.retryable,
    ...(failure.retryable && { retryAfterMs }),
  });
}

/** The error of the network stack as one of ours; what is not from the network is given back unchanged. */
export function networkError(error: unknown): unknown {
  if (error instanceof OutboundError || !(error instanceof Error)) return error;
  const reported = codeOf(error);
  const failure = NETWORK_FAILURES.find(([pattern]) => pattern.test(reported))?.[1];
  if (!failure) return error;
  const { code, retryable, says = '', hint } = failure;
  const of = <T>(text: T | ((error: Error) => T)) => (text instanceof Function ? text(error) : text);
  return new OutboundError(code, of(says), { retryable, hint: of(hint), cause: error });
}

/** undici's parser errors carry their code in the name alone when the parser gives none, and two are told by words. */
function codeOf(error: Error): string {
  if (error.name === 'HTTPParserError' || /^bad (response|upgrade)$/.test(error.message))
    return 'HPE_INVALID';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // Older versions of Node name the error of OpenSSL in the reason alone.
  return code === 'EPROTO' ? `ERR_SSL_${tlsReason(error).toUpperCase().replaceAll(' ', '_')}` : code;
}

/** OpenSSL's messages span lines of file names; Node puts the words worth reading beside them. */
function tlsReason(error: Error): string {
  return 'reason' in error && typeof error.reason === 'string' ? error.reason : error.message;
}
