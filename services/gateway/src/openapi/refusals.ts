import { PROBLEMS, type ProblemCode } from '../problems/problem-codes.ts';
import { isProblemResponse, PROBLEM_TYPE, ProblemBody } from '../problems/problems.ts';

/** What may go wrong with every request, whatever it asks for. */
const ALWAYS: readonly ProblemCode[] = ['invalid_request', 'internal_error'];

/**
 * The responses of a route as the document shows them: the refusals together, as one response with one schema and a list
 * of their codes, since they all have the same form.
 */
export function withRefusalsOnce(responses: Record<string, unknown>): Record<string, unknown> {
  const refusals = Object.values(responses).filter(isProblemResponse);
  const answers = Object.entries(responses).filter(([, response]) => !isProblemResponse(response));
  const codes = new Set([...refusals.flatMap((refusal) => refusal.codes), ...ALWAYS]);
  return { ...Object.fromEntries(answers), default: refusalOf([...codes]) };
}

function refusalOf(codes: readonly ProblemCode[]) {
  const statuses = [...new Set(codes.map((code) => PROBLEMS[code].status))].sort((a, b) => a - b);
  const lines = statuses.map((status) => {
    const links = codes
      .filter((code) => PROBLEMS[code].status === status)
      .map((code) => `[${code}](/docs/errors#${code})`);
    return `- ${status}: ${links.join(', ')}`;
  });
  return {
    description: ['A refusal, by status and code:', '', ...lines].join('\n'),
    headers: {
      'retry-after': { type: 'integer', description: 'With 429 and 503: when to try again, in seconds.' },
      'x-request-id': {
        type: 'string',
        description: 'The id of the HTTP request, as in the log of the gateway.',
      },
    },
    content: { [PROBLEM_TYPE]: { schema: ProblemBody } },
  };
}
