import { Check } from 'typebox/value';
import type { Response } from 'undici';
import { ProblemAnswer } from '../answers.ts';
import { CommandError } from '../command-error.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';

const ELSEWHERE = 'Set the address of the API with --url or HALFTONE_URL.';

/** What may be wrong between here and the server, by the code of the system's error. */
const CONNECTION_FAULTS: Record<string, { says: string; hint: string }> = {
  ECONNREFUSED: {
    says: 'Nothing is listening there',
    hint: `Is Halftone running (npm start)? ${ELSEWHERE}`,
  },
  ENOTFOUND: { says: 'The host name cannot be resolved', hint: ELSEWHERE },
  EAI_AGAIN: { says: 'The host name cannot be resolved at the moment', hint: ELSEWHERE },
  UND_ERR_CONNECT_TIMEOUT: { says: 'It does not respond', hint: ELSEWHERE },
};

/** What the hint says when the server gave none. */
const HINTS: Record<number, string> = {
  401: 'Set an API key in HALFTONE_KEY or with --key.',
  403: 'Set an API key that may do this in HALFTONE_KEY or with --key.',
};

/** There was no answer, or it broke off. */
export function connectionLost(error: unknown, url: URL): CommandError {
  if (error instanceof CommandError) return error;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const fault = CONNECTION_FAULTS[code];
  const says = fault?.says ?? (cause instanceof Error ? cause.message : String(cause));
  return new CommandError(EXIT.unavailable, `The server at ${url.origin} cannot be reached: ${says}.`, {
    cause: error,
    hint: fault?.hint ?? 'Try again in a moment.',
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

/** The server answers, but does not do it. */
export async function refusal(response: Response, url: URL): Promise<CommandError> {
  const { status } = response;
  if (status < 400) {
    await response.body?.cancel();
    const target = response.headers.get('location') ?? 'another address';
    return new CommandError(EXIT.unavailable, `${url.origin} redirects to ${target}.`, { hint: ELSEWHERE });
  }
  const problem = await problemOf(response);
  const sentence = problem?.detail ?? problem?.title ?? `The server answers ${status} ${response.statusText}`;
  const wait = response.headers.get('retry-after');
  // The server's own hint about keys speaks of headers.
  const hint = HINTS[status] ?? problem?.hint ?? (status >= 500 ? 'Try again in a moment.' : undefined);
  return new CommandError(exitCodeOf(status), sentence.trim().replace(/[^.!?]$/, '$&.'), {
    hint: [hint, wait && `The server asks you to wait ${wait} s.`].filter(Boolean).join(' ') || undefined,
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
