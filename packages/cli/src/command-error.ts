import type { ProblemAnswer } from './answers.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

export type CommandErrorOptions = {
  cause?: unknown;
  /** What the user can do about it. */
  hint?: string;
  /** What the server said, where it refused. */
  problem?: ProblemAnswer;
  /** Whether asking again later may help. */
  passing?: boolean;
};

/** The command did not do what was asked. The message is a sentence for the user. */
export class CommandError extends Error {
  override name = 'CommandError';
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;
  readonly problem: ProblemAnswer | undefined;
  readonly passing: boolean;

  constructor(exitCode: ExitCode, message: string, options: CommandErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.exitCode = exitCode;
    this.hint = options.hint;
    this.problem = options.problem;
    this.passing = options.passing ?? false;
  }
}

export const usageError = (message: string, hint = 'halftone --help lists the commands and options.') =>
  new CommandError(EXIT.usage, message, { hint });

/** A file of the user's cannot be read or written. */
export function fileError(what: string, cause: unknown): CommandError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CommandError(EXIT.usage, `${what}: ${reason}`, {
    cause,
    hint: 'Check the path, the permissions and the free space.',
  });
}
