import { isMissing, NEXT_MISSING } from './missing-values.ts';
import { unwrapped } from './wrapped-urls.ts';

const MAX_URL_LENGTH = 8192;

/** How the next URL begins. `www.` is not a complete address, but it is meant as one and gets its own fault. */
const URL_START = /^\s*(?:[a-z][a-z0-9+.-]*:\/\/|www\.)/i;

/** A complete address in which nothing could be something else. */
const ADDRESS = String.raw`https?:\/\/[^\s\\,;|<>"'{}[\]()!^#，、；&\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+`;

/** One of them, or several with the usual separators: most cells are that, and need no closer look. */
const SINGLE = new RegExp(`^${ADDRESS}$`, 'i');
const SEVERAL = new RegExp(String.raw`^${ADDRESS}(?:[\s,;|]+${ADDRESS})+$`, 'i');

/** What programs leave at either end of a cell and nobody sees: zero-width characters, direction marks, hard spaces. */
const INVISIBLE = /[\s\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

/** What stands at either end of a list, besides. */
const OUTER = /[\s,;|，、；^\u00a0\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

const NEXT_URL = String.raw`(?=[a-z][a-z0-9+.-]{0,20}:\/\/|www\.|\/\/[a-z0-9-]{1,63}\.)`;

/**
 * Commas, semicolons, pipes, slashes and spaces are legal or at least common inside a URL, so they end one only where the
 * next begins, or a word for none, unless that may belong to a query. A line break, and a comma or semicolon with a space after it, are never meant as part of
 * one. A comma behind a backslash is WooCommerce's way of writing one inside a URL. MySQL puts a backslash before a line
 * break, or writes it as `\n`, as PostgreSQL does. One separator is taken at a time, and what is left of several is trimmed
 * from the parts: a pattern that takes a run of them costs its square.
 */
const SEPARATOR = new RegExp(
  String.raw`\\?[\r\n]|(?<!\\)[,;]\s|(?:(?<!\\),|[\s;|^，、；]|::|##|\s\/\s|\\r\\n|\\n)${NEXT_URL}|(?<!\\)[,;|](?=${NEXT_MISSING})(?<!\?[^\s,;|]{0,2000}[,;|])`,
  'i',
);

/** How the names in a cell are told apart and made whole. */
export type UrlContext = {
  /** What stands between bare file names. */
  separators?: readonly string[] | undefined;
  /** What a name without a host is looked up under. */
  baseUrl?: string | undefined;
};

/** Whether a cell begins like a URL. */
export const looksLikeUrl = (cell: string) => URL_START.test(cell);

/**
 * The URLs of a cell, in order. Names without a host are made whole where a base is known, and else given as they stand,
 * for {@link urlProblem} to say what is wrong with them.
 */
export function splitUrls(cell: string, { separators, baseUrl }: UrlContext = {}): string[] {
  if (cell === '') return [];
  if (SINGLE.test(cell)) return [cell];
  if (SEVERAL.test(cell)) return cell.split(/[\s,;|]+/);
  const text = trimmed(unwrapped(trimmed(cell, INVISIBLE)), OUTER);
  if (text === '' || isMissing(text)) return [];
  return text
    .split(SEPARATOR)
    .filter((part) => part !== '')
    .flatMap((part) => (baseUrl === undefined || isAddress(part) ? [part] : splitNames(part, separators)))
    .map((part) => trimmed(part, OUTER).replaceAll('\\,', ','))
    .filter((part) => part !== '' && !isMissing(part))
    .map((part) => whole(part, baseUrl));
}

/** A text without these characters at either end. A pattern that ends in `+$` would take a time that grows with the square. */
function trimmed(text: string, characters: RegExp): string {
  let from = 0;
  let to = text.length;
  while (from < to && characters.test(text.charAt(from))) from++;
  while (to > from && characters.test(text.charAt(to - 1))) to--;
  return text.slice(from, to);
}

/** An address without its scheme (`//cdn.example/a.jpg`) is asked for by HTTPS. */
const PROTOCOL_RELATIVE = /^\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)+(?=[:/?#]|$)/i;

/** Whether it is no bare name: an address, or something with a scheme such as `data:`, which no base makes better. */
const isAddress = (part: string) =>
  /^\s*[a-z][a-z0-9+.-]*:/i.test(part) || URL_START.test(part) || PROTOCOL_RELATIVE.test(part.trimStart());

/** The file names of a cell. */
function splitNames(text: string, separators: readonly string[] = [',', ';', '|']): string[] {
  return separators.reduce<string[]>(
    (parts, separator) => parts.flatMap((part) => part.split(separator)),
    [text],
  );
}

function whole(name: string, baseUrl: string | undefined): string {
  if (PROTOCOL_RELATIVE.test(name)) return `https:${name}`;
  if (baseUrl === undefined || name === '' || isAddress(name)) return name;
  const path = name.replaceAll('\\', '/').replace(/^\/+/, '');
  // A name may hold what would end the path of an address; one that is encoded already stays as it is.
  const encoded = /%[0-9a-f]{2}/i.test(path) ? path : encodeURI(path);
  return `${baseUrl.replace(/\/+$/, '')}/${encoded.replaceAll('#', '%23').replaceAll('?', '%3F')}`;
}

/** Why a URL cannot be used, as the end of a sentence, with a hint of its own where the table's would not help. */
export type UrlProblem = { problem: string; hint?: string };

/** What is meant as the name of an image or as a path. */
const FILE_NAME = /\.[a-z0-9]{3,4}$|^[/\\]|[\w-][/\\][\w-]/i;

const wholeNames = (base: string) =>
  `Upload the file again with the option baseUrl, for instance baseUrl=${base}, or write complete http:// or https:// addresses.`;

const ANY_BASE = 'https://shop.example/media/';

/**
 * What is wrong with a URL, or null when it can be used.
 * @param base where the shop system that wrote the file keeps its images, for the hint about a bare file name
 */
export function urlProblem(url: string, base = ANY_BASE): UrlProblem | null {
  if (!/^https?:\/\//i.test(url)) {
    const isName = FILE_NAME.test(url) && !isAddress(url);
    return { problem: 'does not begin with http:// or https://', ...(isName && { hint: wholeNames(base) }) };
  }
  if (url.length > MAX_URL_LENGTH) return { problem: `is longer than ${MAX_URL_LENGTH} characters` };
  if (!URL.canParse(url)) return { problem: 'is not a valid address' };
  // Whoever reads the event log or the output file would read the password.
  if (url.includes('@') && hasCredentials(new URL(url))) {
    return {
      problem: 'contains a user name or password',
      hint: 'Remove the user name and password from the address.',
    };
  }
  return null;
}

const hasCredentials = ({ username, password }: URL) => username !== '' || password !== '';
