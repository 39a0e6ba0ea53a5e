import type { ProbedImage } from '@halftone/contracts';
import { causeOf, FINDINGS } from './findings.ts';
import { expiryOf } from './link-expiry.ts';
import { type LikelyFailure, reasonInWords } from './preflight-schema.ts';
import type { Candidate, HostImages } from './sample-images.ts';

export type Looked = { candidate: Candidate; seen: ProbedImage };

/** Which images of a host are likely to fail: how many, and the first of them with the reason. */
export function likelyFailures(
  host: HostImages,
  looked: readonly Looked[],
): { count: number; listed: LikelyFailure[] } {
  const failed = looked.filter(({ seen }) => seen.state === 'failed');
  const ended = looked.filter(({ seen }) => seen.state !== 'unfinished');
  const worked = new Set(
    ended.filter(({ seen }) => seen.state === 'image').map(({ candidate }) => candidate.url),
  );
  const listed = new Map<string, LikelyFailure>();
  const list = (candidate: Candidate, failure: Pick<LikelyFailure, 'reason' | 'basis'>) => {
    // An image that came is fine, whatever its link says.
    if (!listed.has(candidate.url) && !worked.has(candidate.url))
      listed.set(candidate.url, rowOf(candidate, failure));
  };
  for (const { candidate, seen } of failed)
    list(candidate, { reason: reasonOfLooked(seen), basis: 'looked' });
  for (const candidate of host.firstExpired)
    list(candidate, { reason: expiredLink(candidate.url), basis: 'link' });
  const areAllBad = ended.length > 0 && failed.length === ended.length;
  const [first] = failed;
  if (areAllBad && first) {
    for (const candidate of host.first)
      list(candidate, { reason: reasonOfLooked(first.seen), basis: 'host' });
  }
  const share = ended.length === 0 ? 0 : failed.length / ended.length;
  const expired = worked.size > 0 ? Math.round(host.expired * share) : host.expired;
  const count = Math.max(Math.round(host.images * share), expired, listed.size);
  return { count: Math.min(count, host.images), listed: [...listed.values()] };
}

function rowOf(
  { line, serial, name, url }: Candidate,
  { reason, basis }: Pick<LikelyFailure, 'reason' | 'basis'>,
): LikelyFailure {
  return { line, serial, name, url, reason, basis };
}

/** The reason as the imager gives it, and what is behind it where that is known. */
function reasonOfLooked(seen: ProbedImage): LikelyFailure['reason'] {
  const { code = '', detail = '', hint } = seen.reason ?? {};
  const cause = causeOf(seen);
  if (!cause || seen.signs.length === 0) return reasonInWords({ code, detail, hint });
  return reasonInWords({ code, detail: `${detail} ${cause.detail}`, hint: FINDINGS[cause.code].hint });
}

function expiredLink(url: string): LikelyFailure['reason'] {
  return reasonInWords({
    code: 'access_denied',
    detail: expiredDetail(url),
    hint: FINDINGS.expired_links.hint,
  });
}

const expiredDetail = (url: string) =>
  `By its own address, the link expired on ${new Date(expiryOf(url) ?? 0).toISOString().slice(0, 16).replace('T', ' at ')} UTC.`;

/** What was seen of an image whose link has expired, with that as what it failed of. */
export function withExpiry(url: string, seen: ProbedImage, now: number): ProbedImage {
  const isExpired = (expiryOf(url) ?? Number.POSITIVE_INFINITY) <= now;
  const isRefused =
    seen.state === 'failed' && seen.status !== undefined && seen.status >= 400 && seen.status < 500;
  if (!isExpired || !isRefused || seen.signs.some(({ sign }) => sign === 'expired')) return seen;
  return { ...seen, signs: [{ sign: 'expired', certain: true, seen: expiredDetail(url) }, ...seen.signs] };
}
