import type { FailureCode, ProbedImage, SignName } from '@halftone/contracts';
import { median } from './statistics.ts';

/** What can be found out about a host, as a table: the code is stable. Those from `problem: true` on make images fail. */
export const FINDINGS = {
  login_page: {
    problem: true,
    title: 'It asks for a login',
    hint: 'Make the images public, or export addresses that need no login.',
  },
  consent_page: {
    problem: true,
    title: 'It redirects to a page that asks for consent',
    hint: 'Have the server give images without asking, at least to the user agent "Halftone".',
  },
  blocks_robots: {
    problem: true,
    title: 'It blocks robots',
    hint: 'Allow the user agent "Halftone" in the firewall or the protection against bots.',
  },
  expired_links: {
    problem: true,
    title: 'Links have expired',
    hint: 'Export the catalogue again, and start soon after; or use addresses that do not expire.',
  },
  access_denied: {
    problem: true,
    title: 'It refuses access',
    hint: 'Make the images public, or allow the user agent "Halftone".',
  },
  unreachable: {
    problem: true,
    title: 'It cannot be reached',
    hint: 'Check the spelling of the host name, and that the server is up and open to the internet.',
  },
  rate_limited: {
    problem: true,
    title: 'It asks us to slow down',
    hint: 'Raise its limit for the user agent "Halftone", or expect retries.',
  },
  missing_images: {
    problem: true,
    title: 'Images are missing',
    hint: 'Correct these addresses, or upload the images.',
  },
  server_errors: {
    problem: true,
    title: 'The server fails',
    hint: 'Start once the server has recovered.',
  },
  endless_redirects: {
    problem: true,
    title: 'It redirects without an end',
    hint: 'Use the addresses that the redirects are to lead to.',
  },
  no_images: {
    problem: true,
    title: 'It sends something else than images',
    hint: 'Link to the image files themselves, not to pages that show them.',
  },
  unsupported_images: {
    problem: true,
    title: 'Images are in a format that is not read',
    hint: 'Save them as JPEG, PNG or WebP.',
  },
  too_large_images: {
    problem: true,
    title: 'Images are too large',
    hint: 'Serve smaller ones, or have the operator raise the limit.',
  },
  slow: {
    problem: false,
    title: 'It is slow',
    hint: 'Expect the catalogue to wait for this host; another time of day or a CDN may be faster.',
  },
  negotiates_formats: {
    problem: false,
    title: 'It chooses the format by who asks',
    hint: 'Halftone asks for the original (JPEG, PNG, GIF, TIFF), so what a browser shows may be another file.',
  },
} as const satisfies Record<string, { problem: boolean; title: string; hint: string }>;

export type FindingCode = keyof typeof FINDINGS;

export type Finding = {
  code: FindingCode;
  /** Of the images that were looked at; of expired links, of all. */
  images: number;
  certain: boolean;
  detail: string;
  /** Where it makes images fail although the table says that it need not. */
  problem?: true;
};

const BY_SIGN: Readonly<Record<SignName, FindingCode>> = {
  login: 'login_page',
  consent: 'consent_page',
  robots: 'blocks_robots',
  expired: 'expired_links',
  private: 'access_denied',
};

const BY_REASON: Readonly<Partial<Record<FailureCode, FindingCode>>> = {
  blocked_address: 'unreachable',
  dns_failed: 'unreachable',
  connection_failed: 'unreachable',
  tls_failed: 'unreachable',
  timeout: 'slow',
  access_denied: 'access_denied',
  rate_limited: 'rate_limited',
  not_found: 'missing_images',
  server_error: 'server_errors',
  too_many_redirects: 'endless_redirects',
  unsupported_format: 'unsupported_images',
  too_large: 'too_large_images',
  too_many_pixels: 'too_large_images',
};

/** Codes of a later imager are found here as what is no image. */
const byReason = (code: string): FindingCode =>
  Object.entries(BY_REASON).find(([known]) => known === code)?.[1] ?? 'no_images';

/** What was found of one image, and how sure that is; null of one in which nothing is wrong. */
export function causeOf({ state, reason, signs }: ProbedImage): Finding | null {
  if (state !== 'failed' || !reason) return null;
  for (const { sign, certain, seen } of signs) {
    const code = Object.entries(BY_SIGN).find(([known]) => known === sign)?.[1];
    if (code) return { code, images: 1, certain, detail: seen };
  }
  return { code: byReason(reason.code), images: 1, certain: true, detail: reason.detail };
}

/** Everything that was found of a host, first what makes images fail. */
export function findingsOf(
  looked: readonly ProbedImage[],
  { expired, othersFirstByteMs }: { expired: number; othersFirstByteMs: number | undefined },
): Finding[] {
  const found = new Map<FindingCode, Finding>();
  for (const image of looked) {
    const cause = causeOf(image);
    if (!cause) continue;
    const before = found.get(cause.code);
    const better = before && (before.certain || !cause.certain) ? before : cause;
    found.set(cause.code, { ...better, images: (before?.images ?? 0) + 1 });
  }
  takeForRobots(found, looked);
  if (expired > 0) found.set('expired_links', expiredLinks(expired, found.get('expired_links')));
  const slow = slowness(looked, othersFirstByteMs);
  if (slow) found.set('slow', slow);
  const negotiating = negotiation(looked);
  if (negotiating) found.set('negotiates_formats', negotiating);
  const order = Object.keys(FINDINGS);
  return [...found.values()].sort((a, b) => order.indexOf(a.code) - order.indexOf(b.code));
}

const FORBIDDEN = 403;

/** A host that refuses every image with 403, and says nothing else, most often refuses whoever is no browser. */
function takeForRobots(found: Map<FindingCode, Finding>, looked: readonly ProbedImage[]): void {
  const denied = found.get('access_denied');
  const ended = looked.filter(({ state }) => state !== 'unfinished');
  const areAll = ended.every(({ status, signs }) => status === FORBIDDEN && signs.length === 0);
  if (!denied || !areAll || found.has('blocks_robots')) return;
  found.delete('access_denied');
  const detail = `The server refuses every image (${FORBIDDEN}): it blocks robots, or the images are not public.`;
  found.set('blocks_robots', { ...denied, code: 'blocks_robots', certain: false, detail });
}

function expiredLinks(expired: number, said: Finding | undefined): Finding {
  const detail = `By their own addresses, the links of ${expired} ${expired === 1 ? 'image' : 'images'} have expired.`;
  return {
    code: 'expired_links',
    images: Math.max(expired, said?.images ?? 0),
    certain: true,
    detail: said?.detail ?? detail,
  };
}

/** In milliseconds: slow whatever others do, and slow beside others that are so many times as fast. */
const SLOW = { alone: 2000, besideOthers: 1000, times: 4 } as const;

function slowness(looked: readonly ProbedImage[], others: number | undefined): Finding | null {
  const waits = looked.flatMap(({ firstByteMs, waitedMs }) => firstByteMs ?? waitedMs ?? []);
  const timeouts = looked.filter(({ reason }) => reason?.code === 'timeout').length;
  const middle = median(waits);
  const isSlow =
    middle !== undefined &&
    (middle >= SLOW.alone ||
      (others !== undefined && middle >= SLOW.besideOthers && middle >= SLOW.times * others));
  if (!isSlow && timeouts === 0) return null;
  const compared = others === undefined ? '' : `, where the other hosts take ${seconds(others)}`;
  const detail =
    timeouts > 0
      ? 'The server did not answer in the time that the imager waits.'
      : looked.some(({ firstByteMs }) => firstByteMs !== undefined)
        ? `The server takes ${seconds(middle ?? 0)} to begin an answer${compared}.`
        : `The server had not answered after ${seconds(middle ?? 0)}.`;
  const images = timeouts + waits.filter((ms) => ms >= SLOW.besideOthers).length;
  return { code: 'slow', images, certain: true, detail, ...(timeouts > 0 && { problem: true }) };
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;

function negotiation(looked: readonly ProbedImage[]): Finding | null {
  const other = looked.find(({ negotiated }) => negotiated !== undefined);
  const varying = looked.filter(({ varies }) => varies === true).length;
  if (!other && varying === 0) return null;
  const detail = other
    ? `The server gives ${other.negotiated?.toUpperCase()} to browsers and ${other.format?.toUpperCase()} to us.`
    : 'The server says that it chooses by the Accept header (Vary).';
  return { code: 'negotiates_formats', images: Math.max(1, varying), certain: other !== undefined, detail };
}
