import type { FileFacts, Known, Validators } from '@halftone/outbound';
import { addressElsewhere } from '../download/provenance.ts';
import type { Entry } from './entry.ts';

/** An entity tag as RFC 9110 (section 8.8.3) has it; some servers send other text, which must not be sent back. */
const ENTITY_TAG = /^(W\/)?"[\x21\x23-\x7e\x80-\xff]*"$/;

/**
 * A file that was changed within the second of its date has the same date as before. A minute, since the clocks of others are
 * not ours (RFC 9110, section 8.8.2.2), and besides as long as an image may wait between its download and its event, which has
 * the time that is known.
 */
const DATE_TELLS_AFTER_MS = 10 * 60_000;

/**
 * With what a server can be asked whether a source has changed, at the address where it was; nothing when only the bytes tell.
 * A weak ETag will do, as it does for every cache: the server says that the files can stand for each other. Not where the
 * server chooses between files by who asks, or may do so, which a weak ETag and a date do not tell apart.
 */
export function validatorsOf({ source, seenAt, cachingKnown = false }: Entry): Validators | undefined {
  const { etag = '', lastModified = '', variesByClient = !cachingKnown, noStore = false } = source;
  if (noStore) return undefined;
  const isTag = ENTITY_TAG.test(etag);
  if (variesByClient) return isTag && !etag.startsWith('W/') ? { etag } : undefined;
  if (isTag) return { etag };
  return seenAt - Date.parse(lastModified) >= DATE_TELLS_AFTER_MS ? { lastModified } : undefined;
}

/** The question for the hop of the redirects at which the source was; the others have files of their own. */
export function knownOf(url: string, entry: Entry): Known | undefined {
  const validators = validatorsOf(entry);
  if (!validators) return undefined;
  return (hop) => (addressElsewhere(url, hop.href) === entry.source.finalUrl ? validators : undefined);
}

/** Whether an answer 304 is about the source that is known, and the server lets it be used (RFC 9111, section 4.3.4). */
export function confirms({ etag, noStore }: FileFacts, { source }: Entry): boolean {
  if (noStore) return false;
  return !etag || !source.etag || opaque(etag) === opaque(source.etag);
}

/** The weak comparison (RFC 9110, section 8.8.3.2). */
const opaque = (etag: string) => etag.replace(/^W\//, '');

/**
 * Whether a recipe lets an output be reused without asking: within the age that it names, and not against the server's word,
 * which has to be known.
 */
export function isTrusted(
  { reuse, reuseMaxAge = 0 }: { reuse?: string; reuseMaxAge?: number },
  { source, seenAt, cachingKnown = false }: Entry,
  now: number,
): boolean {
  return reuse === 'trust' && cachingKnown && !source.noStore && now - seenAt <= reuseMaxAge * 1000;
}
