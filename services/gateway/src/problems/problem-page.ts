/** The path of the page that explains every code. */
export const PROBLEM_PAGE = '/docs/errors';

/**
 * Where a code is explained, as the `type` of a problem.
 * @param publicUrl the address of the gateway as clients see it, without a slash at the end
 */
export const problemType = (code: string, publicUrl: string) => `${publicUrl}${PROBLEM_PAGE}#${code}`;
