import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { faultsOf, invalidFields } from './field-faults.ts';
import { FILE_HEADERS } from './file-headers.ts';
import type { ProblemCode } from './problem-codes.ts';
import { PROBLEM_TYPE, Problem, problemBody, RETRY_AFTER_SECONDS } from './problems.ts';

/** What Fastify and its plugins refuse, by their code. Anything else of theirs goes by its status. */
const FRAMEWORK_PROBLEMS: Record<string, ProblemCode> = {
  FST_ERR_BAD_URL: 'invalid_request',
  FST_ERR_NOT_FOUND: 'route_not_found',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_FILES_LIMIT: 'too_many_files',
  FST_FIELDS_LIMIT: 'invalid_form',
  FST_PARTS_LIMIT: 'invalid_form',
  FST_PROTO_VIOLATION: 'invalid_form',
  FST_INVALID_JSON_FIELD_ERROR: 'invalid_form',
  FST_MP_PREMATURE_CLOSE: 'invalid_form',
};

/** Where the framework's own words would tell a client nothing. */
const FRAMEWORK_WORDS: Record<string, string> = {
  FST_FILES_LIMIT: 'The form has more than one file.',
  FST_FIELDS_LIMIT: 'The form has too many fields.',
  FST_PARTS_LIMIT: 'The form has too many parts.',
};

const STATUS_PROBLEMS: Record<number, ProblemCode> = {
  404: 'route_not_found',
  408: 'request_timeout',
  413: 'body_too_large',
  415: 'unsupported_media_type',
  431: 'headers_too_large',
};

/** The media type and the body of a refusal. */
export type Refusal = { type: string; body: unknown };

export type AnswerError = (err: FastifyError | Error, request: FastifyRequest, reply: FastifyReply) => void;

/**
 * The error handler: every refusal leaves through it, and what operators must know is logged here.
 * @param publicUrl the address of the gateway as clients see it, without a slash at the end
 * @param refusalOf the form of refusals, where clients expect another than problem documents
 */
export function errorHandler(
  publicUrl: string,
  refusalOf: (problem: Problem) => Refusal = (problem) => problemDocument(problem, publicUrl),
): AnswerError {
  return (err, request, reply) => {
    const problem = problemOf(err, request);
    if (problem.status === 500) request.log.error({ err }, 'request failed');
    else if (problem.status > 500) request.log.warn({ err }, 'dependency unavailable');
    void sendProblem(problem, reply, refusalOf(problem));
  };
}

const problemDocument = (problem: Problem, publicUrl: string): Refusal => ({
  type: PROBLEM_TYPE,
  body: problemBody(problem, publicUrl),
});

function sendProblem(problem: Problem, reply: FastifyReply, { type, body }: Refusal): FastifyReply {
  const wait = problem.options.retryAfterSeconds ?? (problem.status === 503 ? RETRY_AFTER_SECONDS : null);
  if (wait !== null) reply.header('retry-after', wait);
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="halftone"');
  // A handler may have announced a download before it failed.
  for (const header of FILE_HEADERS) reply.removeHeader(header);
  return reply.code(problem.status).type(type).send(body);
}

/** Where a route reads no other body than JSON, which it then need not describe itself. */
const SEND_JSON = 'Send JSON, with the header field Content-Type: application/json.';

/**
 * What a client is told of an error.
 * @param request in which it came about; its route says which bodies it takes
 */
export function problemOf(err: FastifyError | Error, request?: FastifyRequest): Problem {
  if (err instanceof Problem) return err;
  if ('validation' in err && err.validation) return invalidFields(faultsOf(err.validation));
  const { code = '', statusCode = 500 } = err as Partial<FastifyError>;
  const known = FRAMEWORK_PROBLEMS[code] ?? STATUS_PROBLEMS[statusCode];
  const words = FRAMEWORK_WORDS[code] ?? `${withoutStop(err.message)}.`;
  const takesJson = known === 'unsupported_media_type' && !request?.routeOptions.config?.requestBody;
  if (known) return new Problem(known, words, { cause: err, ...(takesJson && { hint: SEND_JSON }) });
  return statusCode >= 400 && statusCode < 500
    ? new Problem('invalid_request', words, { cause: err })
    : new Problem('internal_error', 'The request could not be answered.', { cause: err });
}

const withoutStop = (sentence: string) => sentence.replace(/\.$/, '');
