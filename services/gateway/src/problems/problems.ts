import type { SeenInFile } from '@halftone/catalog';
import { type Static, Type } from 'typebox';
import { PROBLEMS, type ProblemCode } from './problem-codes.ts';
import { problemType } from './problem-page.ts';

/** How long clients are asked to wait when something the gateway needs is away. */
export const RETRY_AFTER_SECONDS = 5;

export const PROBLEM_TYPE = 'application/problem+json' as const;

export const Fault = Type.Object(
  {
    line: Type.Optional(Type.Integer({ minimum: 1, description: 'The line of the file, from 1.' })),
    field: Type.Optional(Type.String({ description: 'The field, parameter or product.' })),
    code: Type.String({ description: 'A stable code.' }),
    detail: Type.String({ description: 'What is wrong there.' }),
    hint: Type.String({ description: 'How to fix it.' }),
  },
  { title: 'Fault', description: 'One fault of a field, or of a row of the file.' },
);
export type Fault = Static<typeof Fault>;

/** The body of every refusal: RFC 9457, and `error` for clients that read that key. */
export const ProblemBody = Type.Object(
  {
    type: Type.String({
      format: 'uri-reference',
      description: 'Where the code is explained: a page of this gateway.',
    }),
    title: Type.String({ description: 'The kind of problem, in a sentence.' }),
    status: Type.Integer({ description: 'The HTTP status.' }),
    detail: Type.String({ description: 'What happened this time.' }),
    error: Type.String({ description: 'The sentence to show.' }),
    code: Type.String({ description: 'A stable code.' }),
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
    headings: Type.Optional(
      Type.Array(Type.String(), {
        description: 'The headings of a file whose columns were not understood, to choose columns from.',
      }),
    ),
    sheets: Type.Optional(
      Type.Array(Type.String(), { description: 'The sheets of a workbook that was refused.' }),
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
  /** What a file that was refused offers to choose from. */
  seen?: SeenInFile;
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

/** @param publicUrl the address of the gateway as clients see it, without a slash at the end */
export function problemBody({ code, message, options }: Problem, publicUrl: string): ProblemBody {
  const { status, title, hint } = PROBLEMS[code];
  return {
    type: problemType(code, publicUrl),
    title,
    status,
    detail: message,
    error: options.error ?? message,
    code,
    hint: options.hint ?? hint,
    ...(options.errors && { errors: options.errors }),
    ...(options.errorsOmitted !== undefined && { errorsOmitted: options.errorsOmitted }),
    ...(options.seen?.headings && { headings: [...options.seen.headings] }),
    ...(options.seen?.sheets && { sheets: [...options.seen.sheets] }),
  };
}

/** The entry of a status in a route's response schema; the codes are for the description of the API. */
type ProblemResponse = {
  description: string;
  codes: ProblemCode[];
  content: { [PROBLEM_TYPE]: { schema: typeof ProblemBody } };
};

/** Whether an entry of a response schema is one of {@link problemResponses}. */
export function isProblemResponse(response: unknown): response is ProblemResponse {
  return typeof response === 'object' && response !== null && 'codes' in response;
}

/** The `response` entries of a route's schema for the problems that it may answer with. */
export function problemResponses<C extends ProblemCode>(
  ...codes: C[]
): { [K in C as (typeof PROBLEMS)[K]['status']]: ProblemResponse } {
  const responses: Record<number, ProblemResponse> = {};
  for (const code of codes) {
    const { status, title } = PROBLEMS[code];
    const others = responses[status];
    responses[status] = {
      description: others ? `${others.description}; ${title}` : title,
      codes: [...(others?.codes ?? []), code],
      content: { [PROBLEM_TYPE]: { schema: ProblemBody } },
    };
  }
  return responses as { [K in C as (typeof PROBLEMS)[K]['status']]: ProblemResponse };
}
