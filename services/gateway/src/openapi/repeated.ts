/** The mark of a member that the description of the API leaves out. */
export const REPEATED = 'x-repeated';

/**
 * A member that repeats another one under a second spelling, for clients that look there. It is answered, but not described:
 * to a generator of clients `requestId` beside `request_id` is the same name twice.
 */
export const repeated = <T extends object>(schema: T): T => ({ ...schema, [REPEATED]: true });
