/** What a shop uploads, as against what a CDN makes of it for browsers that take it. */
const ORIGINALS = ['image/jpeg', 'image/png', 'image/gif', 'image/tiff'];

/** The formats that CDNs convert to. They are asked for only where a URL names them, since then they are the shop's own. */
const NAMED: Readonly<Record<string, string>> = { webp: 'image/webp', avif: 'image/avif' };

/** Last, so that a server of another format answers with it and not with 406. Without `image/*`, which some read as AVIF. */
const ANYTHING = '*/*;q=0.1';

const EXTENSION = /\.(jpe?g|png|gif|tiff?|webp|avif)(?![a-z0-9])/gi;

/**
 * The Accept header with which a CDN that negotiates by it hands out the shop's own file, and not one that it has
 * compressed already. The formats that are not wanted are left out and not refused by `q=0`: many a server only looks
 * whether the word is there.
 * @param urls the one that was asked for and the one that it redirected to
 */
export function acceptFor(urls: readonly URL[]): string {
  const formats = new Set(urls.flatMap(formatsNamedBy));
  return [...[...formats].map((format) => NAMED[format]), ...ORIGINALS, ANYTHING].join(',');
}

/** By the last extension of the path, or of a parameter, or by a parameter's value that is nothing else. */
function formatsNamedBy({ pathname, searchParams }: URL): string[] {
  const extensions = [pathname, ...searchParams.values()].map((text) => {
    const name = text.slice(text.lastIndexOf('/') + 1);
    const extension = [...name.matchAll(EXTENSION)].at(-1)?.[1] ?? name;
    return extension.toLowerCase();
  });
  return extensions.filter((extension) => Object.hasOwn(NAMED, extension));
}
