import { ErrorCode, NatsError } from 'nats';

/**
 * The server does not let this user do that: a service does what is not its own, or runs with another's user. Trying
 * again does not help.
 */
export class NotPermittedError extends Error {
  override name = 'NotPermittedError';
}

/** The error to throw for one that is the server's refusal, or null. */
export function notPermitted(error: unknown): NotPermittedError | null {
  if (!(error instanceof NatsError) || error.code !== ErrorCode.PermissionsViolation) return null;
  return new NotPermittedError(`NATS does not permit this user to ${deedOf(error)}`, { cause: error });
}

function deedOf({ permissionContext: context, message }: NatsError): string {
  if (!context) return `do this: ${message}`;
  return context.operation === 'publish' ? `publish ${context.subject}` : `subscribe to ${context.subject}`;
}
