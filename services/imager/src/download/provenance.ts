import type { EventData } from '@halftone/contracts';
import type { FileFacts } from '@halftone/outbound';

/** What identifies the file that was downloaded, beside its bytes. */
export type Provenance = Pick<
  EventData<'image.compressed'>['source'],
  'finalUrl' | 'etag' | 'lastModified' | 'variesByAccept' | 'variesByClient' | 'noStore'
>;

/** As long as the event takes them. What is longer says nothing, and would make it invalid. */
const MAX_URL = 8192;
const MAX_ETAG = 1024;
const MAX_DATE = 64;

/** Parameters of signed addresses, which open a file for whoever has them: keys, and no part of what identifies it. */
const KEYS = [
  /^x-(amz|goog|oss|cos|ms)-/i,
  /signature|token|secret|credential|password|accesskey|accessid|hmac|jwt/i,
  /^(sig|sign|auth|auth_?key|policy|key-pair-id|hdnts|hdnea|rlkey|resourcekey)$/i,
];

/** @param url as the catalogue has it */
export function provenanceOf(
  url: string,
  { finalUrl, etag = '', lastModified = '', variesByAccept, variesByClient, noStore }: FileFacts,
): Provenance {
  const elsewhere = addressElsewhere(url, finalUrl);
  return {
    ...(elsewhere && elsewhere.length <= MAX_URL && { finalUrl: elsewhere }),
    ...(etag && etag.length <= MAX_ETAG && { etag }),
    ...(lastModified && lastModified.length <= MAX_DATE && { lastModified }),
    ...(variesByAccept && { variesByAccept }),
    ...(variesByClient && { variesByClient }),
    ...(noStore && { noStore }),
  };
}

/** The address of the file without keys, if it is another one than that which the catalogue has. */
export function addressElsewhere(url: string, finalUrl: string): string | undefined {
  const final = withoutKeys(finalUrl);
  return final === withoutKeys(url) ? undefined : final;
}

function withoutKeys(text: string): string {
  const url = new URL(text);
  url.hash = '';
  const keys = [...url.searchParams.keys()].filter((name) => KEYS.some((pattern) => pattern.test(name)));
  // To change the parameters is to write all of them anew, which spells some of them differently.
  for (const name of keys) url.searchParams.delete(name);
  return url.href;
}
