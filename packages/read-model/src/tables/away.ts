/** SQLSTATE: connection exceptions, an operator's intervention, and too many connections. */
const AWAY = /^(08...|57P0[1-5]|53300|25P03)$/;
/** What the system says of a server that is not to be reached. */
const UNREACHABLE =
  /^(ECONNREFUSED|ECONNRESET|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;
/** `pg` and its pool give these no code. */
const BROKEN =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/;

/**
 * Whether something failed because PostgreSQL, or the way to it, is away: to try it again is right, as nothing is wrong
 * with what was asked. Whether a transaction that ended so was committed is not known.
 */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return AWAY.test(code) || UNREACHABLE.test(code) || BROKEN.test(error.message) || isAway(error.cause);
}
