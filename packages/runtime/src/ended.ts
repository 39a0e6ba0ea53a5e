/**
 * Rejects when something that a service cannot do without has ended, so that the process ends as a failure and is
 * started again. To be raced against {@link terminated}.
 */
export async function ended(what: string, closed: Promise<void>): Promise<never> {
  await closed;
  throw new Error(`${what} has ended`);
}
