import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { faultsOf, invalidFields } from './field-faults.ts';
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

/** The one error handler: every refusal leaves in the same form, and what operators must know is logged here. */
export function answerError(err: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void {
  const problem = problemOf(err);
  if (problem.status === 500) request.log.error({ err }, 'request failed');
  else if (problem.status > 500) request.log.warn({ err }, 'dependency unavailable');
  void sendProblem(problem, reply);
}

function sendProblem(problem: Problem, reply: FastifyReply): FastifyReply {
  const wait = problem.options.retryAfterSeconds ?? (problem.status === 503 ? RETRY_AFTER_SECONDS : null);
  if (wait !== null) reply.header('retry-after', wait);
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="halftone"');
  // A handler may have announced a download before it failed.
  reply.removeHeader('content-disposition');
  return reply.code(problem.status).type(PROBLEM_TYPE).send(problemBody(problem));
}

/** What a client is told of an error. */
export function problemOf(err: FastifyError | Error): Problem {
  if (err instanceof Problem) return err;
  if ('validation' in err && err.validation) return invalidFields(faultsOf(err.validation));
  const { code = '', statusCode = 500 } = err as Partial<FastifyError>;
  const known = FRAMEWORK_PROBLEMS[code] ?? STATUS_PROBLEMS[statusCode];
  const words = FRAMEWORK_WORDS[code] ?? `${withoutStop(err.message)}.`;
  if (known) return new Problem(known, words, { cause: err });
  return statusCode >= 400 && statusCode < 500
    ? new Problem('invalid_request', words, { cause: err })
    : new Problem('internal_error', 'The request could not be answered.', { cause: err });
}

const withoutStop = (sentence: string) => sentence.replace(/\.$/, '');
