import { HELP } from './advice.ts';
import type { ProblemAnswer } from './answers.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

export type CommandErrorOptions = {
  cause?: unknown;
  /** What the user can do about it. */
  hint?: string | undefined;
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

export const usageError = (message: string, hint = HELP) => new CommandError(EXIT.usage, message, { hint });

/** What the system says of a file, in words, and what to do about it. */
const FILE_FAULTS: Record<string, { says: string; hint: string }> = {
  ENOENT: { says: 'there is no such file or folder', hint: 'Check the name and the folder.' },
  EACCES: { says: 'you are not allowed to', hint: 'Check the permissions of the file and its folders.' },
  EPERM: { says: 'you are not allowed to', hint: 'Check the permissions of the file and its folders.' },
  EISDIR: { says: 'it is a folder', hint: 'Name a file.' },
  ENOTDIR: { says: 'a part of the path is a file, not a folder', hint: 'Check the path.' },
  EEXIST: { says: 'there is a file of this name', hint: 'Name another folder, or remove the file.' },
  ENOSPC: { says: 'the disk is full', hint: 'Free some space, or name a folder on another disk.' },
  EDQUOT: { says: 'your share of the disk is used up', hint: 'Free some space.' },
  EROFS: { says: 'the disk can only be read', hint: 'Name a folder on another disk.' },
  ENAMETOOLONG: { says: 'the name is too long', hint: 'Check the path.' },
  ELOOP: { says: 'its links go in a circle', hint: 'Check the links.' },
  EMFILE: { says: 'too many files are open', hint: 'Close other programs, or raise the limit (ulimit -n).' },
};

/** A file of the user's cannot be read or written. */
export function fileError(what: string, cause: unknown): CommandError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const message = cause instanceof Error ? cause.message : String(cause);
  const { says, hint } = FILE_FAULTS[code] ?? {
    says: message,
    hint: 'Check the path, the permissions and the free space.',
  };
  return new CommandError(EXIT.usage, `${what}: ${says}.`, { cause, hint });
}
