/**
 * Why an image failed, as a table: the code is stable and part of the contract. The hint only says what to do; what happened
 * to a single image (which status, which address) is its detail, which goes beside it in the event.
 */
export const FAILURE_REASONS = {
  invalid_url: {
    title: 'The URL cannot be used',
    hint: 'Use a complete URL that begins with http:// or https://.',
  },
  blocked_address: {
    title: 'The address is not allowed',
    hint: 'Serve the image from a public address at port 80 or 443, or have the operator add the host or host:port to OUTBOUND_ALLOW.',
  },
  dns_failed: {
    title: 'The host name could not be resolved',
    hint: 'Check the spelling of the host name.',
  },
  connection_failed: {
    title: 'The connection failed',
    hint: 'Check that the server is up and reachable from the internet, then retry.',
  },
  tls_failed: {
    title: 'The secure connection failed',
    hint: 'Fix the certificate or the TLS settings of the server, or use a URL that begins with http:// if it speaks plain HTTP alone.',
  },
  timeout: {
    title: 'The server took too long',
    hint: 'Retry later, or serve the image from a faster host.',
  },
  not_found: {
    title: 'There is no image at this address',
    hint: 'Correct the URL, or upload the image to its server.',
  },
  access_denied: {
    title: 'The server refuses access',
    hint: 'Make the image public, or allow the user agent "Halftone".',
  },
  rate_limited: {
    title: 'The server asks us to slow down',
    hint: 'Retry later, or raise the limit of the server for the user agent "Halftone".',
  },
  server_error: {
    title: 'The server failed',
    hint: 'Retry once the server has recovered.',
  },
  unexpected_status: {
    title: 'The server answered with an unexpected status',
    hint: 'Open the URL in a browser: it should answer 200 with the image itself.',
  },
  too_many_redirects: {
    title: 'Too many redirects',
    hint: 'Use the final URL, the one that the redirects lead to. If they go in a circle, the server wants a visitor to consent or to prove something first: let the user agent "Halftone" through.',
  },
  too_large: {
    title: 'The file is too large',
    hint: 'Serve a smaller file, or have the operator raise the limit.',
  },
  truncated: {
    title: 'The image is incomplete',
    hint: 'Upload the image to its server again.',
  },
  empty: {
    title: 'The file is empty',
    hint: 'Upload the image to its server again.',
  },
  not_an_image: {
    title: 'This is not an image',
    hint: 'Link to the image file itself, not to a page that shows it.',
  },
  unsupported_format: {
    title: 'The image format is not supported',
    hint: 'Save the image as an ordinary JPEG, PNG or WebP.',
  },
  unsupported_animation: {
    title: 'The animation cannot be written as asked',
    hint: 'Keep the format and size of animations, or ask for WebP, or give a still image.',
  },
  unsupported_color: {
    title: 'The colours of the image cannot be converted',
    hint: 'Save the image in sRGB.',
  },
  too_many_pixels: {
    title: 'The image has too many pixels',
    hint: 'Reduce its dimensions or number of frames, or have the operator raise the limit.',
  },
  cannot_fit: {
    title: 'The image does not fit into the bytes that were asked for',
    hint: 'Use mayScale, so that it becomes smaller in pixels, a larger maxBytes, or WebP or AVIF as the format.',
  },
  corrupt: {
    title: 'The image is damaged',
    hint: 'Export the image again and upload it to its server.',
  },
  crashed: {
    title: 'The image could not be processed',
    hint: 'Export the image again; if that does not help, report it.',
  },
} as const satisfies Record<string, { title: string; hint: string }>;

export type FailureCode = keyof typeof FAILURE_REASONS;

export const FAILURE_CODES = Object.keys(FAILURE_REASONS) as FailureCode[];

/**
 * The complete reason of one failure: the code, what happened to this image, and what to do about it.
 * @param hint where more can be said than the table's hint does
 */
export function reasonOf(
  code: FailureCode,
  detail: string,
  hint: string = FAILURE_REASONS[code].hint,
): { code: FailureCode; detail: string; hint: string } {
  return { code, detail, hint };
}
