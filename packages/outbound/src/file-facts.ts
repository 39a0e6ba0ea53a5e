import type { IncomingHttpHeaders } from 'node:http';

/** What a server says of a file, whether it sends it or not. */
export type FileFacts = {
  /** Where the redirects ended. */
  finalUrl: string;
  /** The ETag and Last-Modified header fields, as the server wrote them. */
  etag: string | undefined;
  lastModified: string | undefined;
  /** Whether the server says that it chose this answer by the Accept header (Vary). */
  variesByAccept: boolean;
  /** Whether it chose this answer by what requests do not always have the same of: User-Agent, Cookie, or anything (`*`). */
  variesByClient: boolean;
  /** Whether it forbids to keep this answer (Cache-Control: no-store). */
  noStore: boolean;
};

/** What tells a file that is known from another one at the same address (RFC 9110, section 8.8). */
export type Validators = { etag: string } | { lastModified: string };

/** For an address, what is known of the file there; the download of one that has not changed ends without its bytes. */
export type Known = (url: URL) => Validators | undefined;

/** Of what we send, these may be others the next time; fields that we never send are always the same. */
const VARYING = ['*', 'user-agent', 'cookie'];

/** What the header fields of an answer say of the file at an address. */
export function factsOf(headers: IncomingHttpHeaders, target: URL): FileFacts {
  const varies = membersOf(headers.vary);
  return {
    finalUrl: target.href,
    etag: one(headers.etag),
    lastModified: one(headers['last-modified']),
    variesByAccept: varies.includes('accept'),
    variesByClient: varies.some((name) => VARYING.includes(name)),
    noStore: membersOf(headers['cache-control']).includes('no-store'),
  };
}

/** The members of a list in a header field (RFC 9110, section 5.6.1), in small letters. */
const membersOf = (field: string | string[] | undefined) =>
  [field ?? []]
    .flat()
    .join()
    .split(',')
    .map((member) => member.trim().toLowerCase());

/**
 * The header field of a conditional request. A date only where there is no ETag: a server may take either as enough, and the
 * date is the coarser one.
 */
export const conditionOf = (validators: Validators): Record<string, string> =>
  'etag' in validators
    ? { 'if-none-match': validators.etag }
    : { 'if-modified-since': validators.lastModified };

/** The value of a header field, or the first where there are several. */
export function one(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
