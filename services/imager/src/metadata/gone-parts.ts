import { bindingOf, LONGEST_XMP, prefixesOf } from './digital-source-type.ts';

/** Of properties that describe what only the original file has: a gain map, or the film of a motion photo. */
const NAMESPACES = [
  'http://ns.adobe.com/hdr-gain-map/1.0/',
  'http://ns.apple.com/HDRGainMap/1.0/',
  'http://ns.apple.com/pixeldatainfo/1.0/',
  'http://ns.google.com/photos/1.0/camera/',
  'http://ns.google.com/photos/1.0/container/',
  'http://ns.google.com/photos/1.0/container/item/',
];

/**
 * An XMP packet without what it says of parts that an image no longer has once it is encoded again.
 * @returns undefined when that cannot be taken out
 */
export function withoutGoneParts(xmp: string): string | undefined {
  const spoken = NAMESPACES.filter((namespace) => xmp.includes(namespace));
  if (spoken.length > 0 && xmp.length > LONGEST_XMP) return undefined;
  return spoken.reduce(
    (text, namespace) =>
      prefixesOf(text, namespace).reduce(withoutPrefix, text).replaceAll(bindingOf(namespace), ''),
    xmp,
  );
}

function withoutPrefix(text: string, prefix: string): string {
  const element = new RegExp(`<(${prefix}:[\\w-]+)(?:\\s[^>]*?)?(?:/>|>[\\s\\S]*?</\\1\\s*>)`, 'g');
  const attribute = new RegExp(`\\s${prefix}:[\\w-]+\\s*=\\s*(?:"[^"]*"|'[^']*')`, 'g');
  return text.replaceAll(element, '').replaceAll(attribute, '');
}
