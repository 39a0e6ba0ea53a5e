import { parseCookie } from 'undici';

/**
 * The cookies of one chain of redirects. Each goes back to the origin that set it and to no other, so `Domain` and
 * `Secure` have nothing to widen or narrow; with the chain all are forgotten.
 */
export type ChainCookies = {
  /** Keeps what the answer to a request for this URL sets. */
  keep(url: URL, setCookie: string | string[] | undefined): void;
  /** The Cookie header for a request; undefined when there is nothing to send back. */
  headerFor(url: URL): string | undefined;
};

type Kept = { name: string; value: string; path: string };

/** As browsers have it for one host, within the header fields that servers take. */
const MAX_COOKIES = 50;
const MAX_HEADER_LENGTH = 8 * 1024;

/** @param now a clock in milliseconds, by which a cookie that is set with a past date is one that is removed */
export function createChainCookies(now: () => number = Date.now): ChainCookies {
  const byOrigin = new Map<string, Map<string, Kept>>();
  return {
    keep(url, setCookie = []) {
      const kept = byOrigin.get(url.origin) ?? new Map<string, Kept>();
      byOrigin.set(url.origin, kept);
      for (const line of [setCookie].flat()) {
        const cookie = parseCookie(line);
        if (!cookie) continue;
        const { name, value } = cookie;
        const path = cookie.path?.startsWith('/') ? cookie.path : defaultPath(url);
        const key = `${name}\n${path}`;
        kept.delete(key);
        if (!isRemoval(cookie, now()) && kept.size < MAX_COOKIES) kept.set(key, { name, value, path });
      }
    },
    headerFor(url) {
      const fitting = [...(byOrigin.get(url.origin)?.values() ?? [])].filter(({ path }) => covers(path, url));
      // The longest path first (RFC 6265, section 5.4); sorting keeps the order of those that are equally long.
      const pairs = fitting
        .sort((a, b) => b.path.length - a.path.length)
        .map(({ name, value }) => (name ? `${name}=${value}` : value));
      const header = pairs.join('; ');
      return header === '' || header.length > MAX_HEADER_LENGTH ? undefined : header;
    },
  };
}

function isRemoval({ maxAge, expires }: { maxAge?: number; expires?: Date | number }, now: number): boolean {
  if (maxAge !== undefined) return maxAge <= 0;
  return expires !== undefined && Number(expires) <= now;
}

/** RFC 6265, section 5.1.4: the folder of the URL. */
function defaultPath({ pathname }: URL): string {
  return pathname.slice(0, pathname.lastIndexOf('/')) || '/';
}

/** RFC 6265, section 5.1.4: whether the cookie's path is the URL's, or a folder above it. */
function covers(path: string, { pathname }: URL): boolean {
  if (pathname === path) return true;
  return pathname.startsWith(path) && (path.endsWith('/') || pathname[path.length] === '/');
}
