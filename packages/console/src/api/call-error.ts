import type { Problem } from './shapes.ts';

/** The gateway refused something, or cannot be reached: then there is no problem of its own. */
export class CallError extends Error {
  override name = 'CallError';
  readonly status: number;
  readonly problem: Problem | null;

  constructor(status: number, problem: Problem | null) {
    super(problem?.detail ?? (status === 0 ? 'no answer' : `status ${status}`));
    this.status = status;
    this.problem = problem;
  }

  /** Whether asking again may help. */
  get passes(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export const isAbort = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'AbortError';

/** Whatever stands before the gateway may answer in its own way. */
export function problemIn(body: unknown): Problem | null {
  const isProblem = typeof body === 'object' && body !== null && 'detail' in body && 'hint' in body;
  return isProblem ? (body as Problem) : null;
}
