import { Check } from 'typebox/value';
import type { Response } from 'undici';
import type { Advice } from '../advice.ts';
import { ProblemAnswer } from '../answers.ts';
import { CommandError } from '../command-error.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { connectionFaultOf, ELSEWHERE } from './connection-faults.ts';
import { hintFor } from './refusal-hints.ts';

/** There was no answer, or it broke off. */
export function connectionLost(error: unknown, url: URL): CommandError {
  if (error instanceof CommandError) return error;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { says, hint } = connectionFaultOf(cause);
  return new CommandError(EXIT.unavailable, `The server at ${url.origin} cannot be reached: ${says}.`, {
    cause: error,
    hint,
    passing: true,
  });
}

/** Something answers there, but not as Halftone does. */
export function unlikeHalftone(url: URL, cause?: unknown): CommandError {
  return new CommandError(EXIT.unavailable, `${url.origin} does not answer like Halftone.`, {
    cause,
    hint: `Is this the address of a gateway of the same version? ${ELSEWHERE}`,
  });
}

export type Refused = {
  response: Response;
  /** The address of the API. */
  url: URL;
  /** What was called, below `/v1/`. */
  path: string;
  advice: Advice;
};

/** The server answers, but does not do it. */
export async function refusal({ response, url, path, advice }: Refused): Promise<CommandError> {
  const { status } = response;
  if (status < 400) {
    await response.body?.cancel();
    const target = response.headers.get('location');
    const origin = target && URL.parse(target, url.href)?.origin;
    return new CommandError(EXIT.unavailable, `${url.origin} redirects to ${target ?? 'another address'}.`, {
      hint: origin && origin !== url.origin ? `If Halftone is there: --url ${origin}` : ELSEWHERE,
    });
  }
  const problem = await problemOf(response);
  const sentence =
    problem?.detail ?? problem?.title ?? `${url.origin} answers ${status} ${response.statusText}`;
  const wait = response.headers.get('retry-after');
  const [, requestId] = /^requests\/([^/]+)/.exec(path) ?? [];
  const { code } = problem ?? {};
  const id = response.headers.get('x-request-id');
  // What only the operator can find out, the log tells by this id.
  const hint =
    status === 500 && id ? `${problem?.hint ?? ''} The id for the report is ${id}.`.trim() : problem?.hint;
  return new CommandError(exitCodeOf(status), sentence.trim().replace(/[^.!?]$/, '$&.'), {
    hint: hintFor({ status, code, hint, wait }, advice, { requestId }),
    passing: status === 429 || status >= 500,
    ...(problem && { problem }),
  });
}

async function problemOf(response: Response): Promise<ProblemAnswer | undefined> {
  try {
    const body = await response.json();
    return Check(ProblemAnswer, body) ? body : undefined;
  } catch {
    // Whatever stands before the gateway may answer in HTML; the status says enough.
    return undefined;
  }
}

function exitCodeOf(status: number): ExitCode {
  if (status === 404) return EXIT.notFound;
  return status < 500 ? EXIT.refused : EXIT.unavailable;
}
