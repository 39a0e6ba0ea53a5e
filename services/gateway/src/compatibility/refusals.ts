import { type TSchema, Type } from 'typebox';
import { type AnswerError, errorHandler } from '../problems/error-handler.ts';
import type { ProblemCode } from '../problems/problem-codes.ts';
import { type Problem, problemBody, problemResponses } from '../problems/problems.ts';
import type { ErrorWords, Surface } from './surface.ts';

/**
 * How the paths of the earlier systems refuse. The words that a system documents are the whole answer, as they are there;
 * whatever it has no words for is explained as everywhere, beside the key `error` that all of them use.
 */
export function errorHandlerOf({ errors }: Surface, publicUrl: string): AnswerError {
  return errorHandler(publicUrl, errors ? inWordsOf(errors, publicUrl) : undefined);
}

const inWordsOf = (errors: ErrorWords, publicUrl: string) => (problem: Problem) => {
  const error = errors[problem.code];
  // The rows that are wrong are told in any case: nobody can fix a file of which only that much is known.
  const explained = error === undefined || problem.options.errors !== undefined;
  const body = explained ? { ...problemBody(problem, publicUrl), ...(error && { error }) } : { error };
  return { type: 'application/json', body };
};

const ErrorBody = Type.Object(
  { error: Type.String({ description: 'The sentence to show.' }) },
  { additionalProperties: true, description: 'A refusal.' },
);

/** The `response` entries of a route's schema for what it may refuse. */
export function refusalsOf({ errors }: Surface, ...codes: ProblemCode[]): Record<number, unknown> {
  const problems: Record<number, { description: string }> = problemResponses(...codes);
  if (!errors) return problems;
  const asJson: { content: Record<string, { schema: TSchema }> } = {
    content: { 'application/json': { schema: ErrorBody } },
  };
  return Object.fromEntries(
    Object.entries(problems).map(([status, { description }]) => [status, { description, ...asJson }]),
  );
}
