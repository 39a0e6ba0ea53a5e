import type { ImageFacts } from '../facts.ts';
import { isIpAddress, isPrivateHost } from './hosts.ts';
import { failed, type ImageKind, type Outcome, PASSED, unknown } from './kind.ts';
import { oneOf } from './quantities.ts';

/** Failures that every other reader of the address has as well. The rest may pass, or concern Halftone alone. */
const UNREACHABLE_TO_ALL: ReadonlySet<string> = new Set([
  'invalid_url',
  'dns_failed',
  'not_found',
  'not_an_image',
  'empty',
]);

/** Whether nobody can load it, for all that is known: not only Halftone, and not only now. */
export const isGone = ({ failed: failure }: ImageFacts): boolean =>
  failure !== undefined && UNREACHABLE_TO_ALL.has(failure.code);

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** Of an image whose address is known and can be read as one. */
function parsed({ url }: ImageFacts, measure: (url: URL, text: string) => Outcome): Outcome {
  if (url === undefined) return unknown('URL');
  return URL.canParse(url) ? measure(new URL(url), url) : failed('no valid URL');
}

export const reachable: ImageKind<'reachable'> = {
  asks: () => 'images that it can load',
  measure: (_, image) => {
    const { failed: failure } = image;
    if (failure && isGone(image)) {
      return failed(failure.code, `could not be loaded: ${failure.detail ?? failure.code}`);
    }
    return parsed(image, ({ hostname }) => {
      if (isPrivateHost(hostname)) return failed(hostname, `is at ${hostname}, which is not public`);
      return failure ? unknown('availability to others') : PASSED;
    });
  },
  hint: () => 'Serve it at a public address, without a login.',
};

export const scheme: ImageKind<'scheme'> = {
  asks: ({ schemes }) => `URLs that begin with ${oneOf(schemes.map((name) => `${name}://`))}`,
  measure: ({ schemes }, image) =>
    parsed(image, ({ protocol }) =>
      schemes.some((name) => protocol === `${name}:`)
        ? PASSED
        : failed(`${protocol}//`, `has a URL that begins with ${protocol}//`),
    ),
  hint: ({ schemes }) => `Serve it over ${schemes.includes('http') ? 'HTTP or HTTPS' : 'HTTPS'}.`,
};

/** Neither reserved nor unreserved in RFC 3986. Of square brackets nothing is said: many write them as they are. */
const NOT_IN_URLS = /[^\w.~:/?#[\]@!$&'()*+,;=%-]/u;

export const asciiUrl: ImageKind<'asciiUrl'> = {
  asks: () => 'URLs of ASCII characters, with spaces and special ones encoded',
  measure: (_, image) =>
    parsed(image, (_url, text) => {
      const other = NOT_IN_URLS.exec(text)?.[0];
      if (other === undefined) return PASSED;
      const found = /\s/.test(other) ? 'a space' : `the character ${other}`;
      return failed(found, `has a URL with ${found}`);
    }),
  hint: () => 'Percent-encode it, as in %20 for a space.',
};

export const urlLength: ImageKind<'urlLength'> = {
  asks: ({ characters }) => `URLs of at most ${characters} characters`,
  measure: ({ characters }, image) =>
    parsed(image, (_url, text) =>
      text.length <= characters
        ? PASSED
        : failed(`${text.length} characters`, `has a URL of ${text.length} characters`),
    ),
  hint: () => 'Serve it at a shorter URL.',
};

export const noQuery: ImageKind<'noQuery'> = {
  asks: () => 'URLs without a query string',
  measure: (_, image) =>
    parsed(image, (_url, text) =>
      text.includes('?') ? failed('a query string', 'has a URL with a query string') : PASSED,
    ),
  hint: () => 'Serve it at a URL without “?”, as the outputs of Halftone are.',
};

export const ports: ImageKind<'ports'> = {
  asks: (check) => `URLs with port ${oneOf(check.ports.map(String))}`,
  measure: (check, image) =>
    parsed(image, ({ port, protocol }) => {
      const used = port === '' ? DEFAULT_PORTS[protocol] : Number(port);
      return used === undefined || check.ports.includes(used)
        ? PASSED
        : failed(`port ${used}`, `has a URL with port ${used}`);
    }),
  hint: () => 'Serve it at the usual port.',
};

export const hostName: ImageKind<'hostName'> = {
  asks: () => 'URLs with a host name, not an IP address',
  measure: (_, image) =>
    parsed(image, ({ hostname }) =>
      isIpAddress(hostname) ? failed(hostname, `is at the IP address ${hostname}`) : PASSED,
    ),
  hint: () => 'Serve it under a host name.',
};

export const withoutComma: ImageKind<'withoutComma'> = {
  asks: () => 'URLs in which commas are encoded',
  measure: (_, image) =>
    parsed(image, (_url, text) =>
      text.includes(',') ? failed('a comma', 'has a URL with a comma') : PASSED,
    ),
  hint: () => 'Write %2C in place of the comma.',
};

export const fileName: ImageKind<'fileName'> = {
  asks: ({ asks }) => asks,
  measure: ({ banned }, image) =>
    parsed(image, ({ pathname }) => {
      const name = decoded(pathname.split('/').at(-1) ?? '');
      return banned.test(name) ? failed(name, `has the file name ${name}`) : PASSED;
    }),
  hint: () => 'Rename the file.',
};

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
