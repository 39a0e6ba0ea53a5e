/**
 * A file that is left to a decoder, because it is damaged, of a rare kind, or merely odd. Nothing is said about the file by
 * that: whoever decodes it decides whether it is good. The message says what was met.
 */
export class Declined extends Error {
  override name = 'Declined';
}

/** @throws Declined always */
export function decline(what: string): never {
  throw new Declined(what);
}
