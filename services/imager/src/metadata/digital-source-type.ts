const NAMESPACE = 'http://iptc.org/std/Iptc4xmpExt/2008-02-29/';

/** What is read of XMP: no camera or program writes as much, and patterns take long with what was made to be slow. */
export const LONGEST_XMP = 131_072;

/** An address of IPTC's list, or the last part of one, as some write it. */
const VALUE = /^[\w.:/#-]{1,255}$/;

/**
 * The property `Iptc4xmpExt:DigitalSourceType` of an XMP packet, which says that an image was made or composed by AI, or
 * that it was not; as an attribute, an element, or an element with a resource.
 */
export function digitalSourceTypeIn(xmp: string): string | undefined {
  if (xmp.length > LONGEST_XMP) return undefined;
  for (const prefix of prefixesOf(xmp, NAMESPACE)) {
    const name = `${prefix}:DigitalSourceType`;
    const found =
      xmp.match(new RegExp(`\\s${name}\\s*=\\s*["']([^"']*)["']`)) ??
      xmp.match(new RegExp(`<${name}\\s[^>]*?resource\\s*=\\s*["']([^"']*)["']`)) ??
      xmp.match(new RegExp(`<${name}(?:\\s[^>]*)?>([^<]*)<`));
    const value = found?.[1]?.trim() ?? '';
    if (VALUE.test(value)) return value;
  }
  return undefined;
}

/** An XMP packet that holds this property and nothing else. */
export function digitalSourceTypePacket(value: string): string {
  const description = `<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="${NAMESPACE}" Iptc4xmpExt:DigitalSourceType="${value}"/>`;
  const rdf = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">${description}</rdf:RDF>`;
  const packet = `<x:xmpmeta xmlns:x="adobe:ns:meta/">${rdf}</x:xmpmeta>`;
  return `<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>${packet}<?xpacket end="r"?>`;
}

/** The prefixes that stand for a namespace, of which a packet needs one; each may stand in a pattern as it is. */
export function prefixesOf(xmp: string, namespace: string): string[] {
  return [
    ...xmp
      .matchAll(bindingOf(namespace))
      .map(([, prefix = '']) => prefix)
      .take(4),
  ];
}

/** Where a prefix is given to a namespace. */
export function bindingOf(namespace: string): RegExp {
  return new RegExp(`\\sxmlns:([\\w-]+)\\s*=\\s*["']${RegExp.escape(namespace)}["']`, 'g');
}
