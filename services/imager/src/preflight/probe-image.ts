import type { ProbedImage } from '@halftone/contracts';
import { type Outbound, OutboundError, type Probed } from '@halftone/outbound';
import { dimensionsOf } from '../containers/dimensions.ts';
import { acceptFor } from '../download/accept.ts';
import { directLink } from '../download/direct-link.ts';
import type { ImageFormat } from '../formats/formats.ts';
import { ImageError } from '../formats/image-error.ts';
import { sniff } from '../formats/sniff.ts';
import { signsOf } from './signs.ts';

/** What an image has to keep to, and how its server is asked. */
export type ProbeLimits = {
  formats: readonly ImageFormat[];
  maxBytes: number;
  maxPixels: number;
  /** Read of an image, in bytes. */
  bytesEach: number;
  headerTimeoutMs: number;
  idleTimeoutMs: number;
  maxRedirects: number;
};

export type LookOptions = {
  /** What the server is asked for; what the imager would ask for if left out. */
  accept?: string;
  withinMs: number;
  signal: AbortSignal;
};

export type ProbeImage = (url: string, options: LookOptions) => Promise<ProbedImage>;

/** Looks at the beginning of an image as the imager would download it, and says what would become of it. */
export function probeImage(probe: Outbound['probe'], limits: ProbeLimits): ProbeImage {
  const { bytesEach: bytes, headerTimeoutMs, idleTimeoutMs, maxRedirects } = limits;
  return async (url, { accept, withinMs, signal }) => {
    const link = directLink(url);
    const hops: URL[] = [];
    try {
      const probed = await probe(link, {
        bytes,
        headerTimeoutMs,
        idleTimeoutMs,
        totalTimeoutMs: withinMs,
        maxRedirects,
        urgent: true,
        accept: (hop) => accept ?? acceptFor([new URL(link), hop]),
        visiting: (hop) => void hops.push(hop),
        signal,
      });
      return { ...factsOf(probed), ...judged(probed, hops, limits) };
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error;
      return {
        ...failed(error),
        signs: signsOf(withoutAnswer(hops)),
        redirects: Math.max(0, hops.length - 1),
        received: 0,
      };
    }
  };
}

type Judged = Pick<ProbedImage, 'state' | 'reason' | 'signs' | 'format' | 'width' | 'height'>;

function factsOf(probed: Probed) {
  const { status, redirects, firstByteMs, received, fileBytes, variesByAccept } = probed;
  return {
    status,
    redirects,
    firstByteMs,
    received,
    ...(fileBytes !== undefined && { bytes: fileBytes }),
    varies: variesByAccept,
  };
}

function judged(probed: Probed, hops: readonly URL[], limits: ProbeLimits): Judged {
  const { failure, start, headers } = probed;
  const answered = { redirectedTo: redirectedTo(hops), headers, text: start.toString() };
  if (failure) {
    const signs = signsOf(answered);
    // Shops put a login, a captcha or a banner on the page that says that nothing is there.
    const isMissing = failure.code === 'not_found';
    return { ...failed(failure), signs: isMissing ? signs.filter(({ sign }) => sign === 'expired') : signs };
  }
  try {
    return { state: 'image', signs: [], ...withinLimits(probed, limits) };
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    // A picture in a format that nobody reads is no page, whatever its bytes may say by chance.
    const signs = error.code === 'not_an_image' ? signsOf(answered) : [];
    return { ...failed(error), signs };
  }
}

/** @throws ImageError when it would fail as far as its beginning tells */
function withinLimits({ start, fileBytes = 0 }: Probed, { formats, maxBytes, maxPixels }: ProbeLimits) {
  const format = sniff(start, formats);
  const size = dimensionsOf(format, start);
  if (fileBytes > maxBytes) {
    throw new ImageError('too_large', `The file has ${fileBytes} bytes; the limit is ${maxBytes} bytes.`);
  }
  if (size && size.width * size.height > maxPixels) {
    throw new ImageError(
      'too_many_pixels',
      `The image has ${size.width} × ${size.height} pixels; the limit is ${maxPixels / 1e6} megapixels.`,
    );
  }
  return { format, ...size };
}

function failed(error: OutboundError | ImageError): Pick<ProbedImage, 'state' | 'reason'> {
  const { code, message: detail, hint } = error;
  return {
    state: 'failed',
    reason: { code, detail: detail.slice(0, 1000), ...(hint && { hint: hint.slice(0, 1000) }) },
  };
}

const redirectedTo = (hops: readonly URL[]) => (hops.length > 1 ? hops.at(-1) : undefined);

const withoutAnswer = (hops: readonly URL[]) => ({ redirectedTo: redirectedTo(hops), headers: {}, text: '' });
