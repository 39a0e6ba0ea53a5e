import ipaddr from 'ipaddr.js';

/**
 * Which addresses are public. It is an allow-list: what is not known to be public is not.
 */

export type Address = ipaddr.IPv4 | ipaddr.IPv6;

// Whatever ipaddr.js has no name for it calls unicast, so this bounds it to the space from which IPv6 is given out.
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');
// Networks without IPv4 reach IPv4 hosts through this prefix (DNS64), so the IPv4 address inside is what counts.
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');
// Azure's agent answers its virtual machines here, with their secrets; only the number looks public.
const AZURE_AGENT = ipaddr.IPv4.parseCIDR('168.63.129.16/32');

/** True for addresses of the public internet. Tunnels that end who knows where (6to4, Teredo, ISATAP) are not. */
export function isPublicAddress(text: string): boolean {
  const address = parseAddress(text);
  if (!address) return false;
  if (address instanceof ipaddr.IPv4) return isPublicIPv4(address);
  // A zone is a network that this machine is part of.
  if (address.zoneId) return false;
  if (address.match(NAT64)) return isPublicIPv4(new ipaddr.IPv4(address.toByteArray().slice(-4)));
  return address.range() === 'unicast' && address.match(GLOBAL_IPV6) && !isIsatap(address);
}

/** The address as a socket sees it, to which an IPv4-mapped one is the IPv4 address; undefined when it is none. */
export function parseAddress(text: string): Address | undefined {
  if (!ipaddr.isValid(text)) return undefined;
  const address = ipaddr.parse(text);
  const mapped = address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress();
  return mapped ? address.toIPv4Address() : address;
}

function isPublicIPv4(address: ipaddr.IPv4): boolean {
  return address.range() === 'unicast' && !address.match(AZURE_AGENT);
}

/** RFC 5214: under any prefix, ::0:5efe:a.b.c.d and ::200:5efe:a.b.c.d lead to the IPv4 address at the end. */
function isIsatap({ parts: [, , , , flags = 0, tag] }: ipaddr.IPv6): boolean {
  return tag === 0x5efe && (flags & ~0x0300) === 0;
}
