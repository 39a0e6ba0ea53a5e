import { domainToASCII } from 'node:url';
import ipaddr from 'ipaddr.js';

/**
 * Which addresses a connection may go to. The decision is made on the address itself, never on the text of a URL, and
 * it is an allow-list: what is not known to be public is refused.
 */

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Exemption = { port?: number } & ({ host: string } | { network: [Address, number] });

/** Where a connection is about to go: the host and port of the URL, and the address the host resolved to. */
export type Destination = { host: string; port: number; address: string };

/** True when the connection may be made. */
export type AddressPolicy = (destination: Destination) => boolean;

// Whatever ipaddr.js has no name for it calls unicast, so this bounds it to the space from which IPv6 is given out.
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR('2000::/3');
// Networks without IPv4 reach IPv4 hosts through this prefix (DNS64), so the IPv4 address inside is what counts.
const NAT64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/** True for addresses of the public internet. Tunnels that end who knows where (6to4, Teredo) are not. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = unwrap(ipaddr.parse(text));
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv4 || address.match(GLOBAL_IPV6);
}

/**
 * Public addresses, and what the operator exempts.
 * @param allow host, host:port, address, address:port, [v6]:port or CIDR; each exempts exactly what it names
 * @throws TypeError for an entry that is none of these
 */
export function createAddressPolicy(allow: readonly string[]): AddressPolicy {
  const exemptions = allow.map(parseExemption);
  return (destination) =>
    isPublicAddress(destination.address) || exemptions.some((exemption) => isExempt(exemption, destination));
}

function isExempt(exemption: Exemption, { host, port, address }: Destination): boolean {
  if (exemption.port !== undefined && exemption.port !== port) return false;
  if ('host' in exemption) return exemption.host === host;
  if (!ipaddr.isValid(address)) return false;
  const [network, bits] = exemption.network;
  const candidate = unwrap(ipaddr.parse(address));
  return candidate.kind() === network.kind() && candidate.match(network, bits);
}

function parseExemption(entry: string): Exemption {
  const text = entry.trim();
  if (ipaddr.isValidCIDR(text)) return { network: ipaddr.parseCIDR(text) };
  if (ipaddr.IPv6.isValid(text)) return { network: [ipaddr.parse(text), 128] };

  const { bracketed, name, port } =
    /^(?:\[(?<bracketed>[^\]]+)\]|(?<name>[^\s:/[\]@]+))(?::(?<port>\d{1,5}))?$/.exec(text)?.groups ?? {};
  const rest = port === undefined ? {} : { port: Number(port) };
  if (bracketed && ipaddr.IPv6.isValid(bracketed))
    return { network: [ipaddr.parse(bracketed), 128], ...rest };
  if (name && ipaddr.IPv4.isValidFourPartDecimal(name)) return { network: [ipaddr.parse(name), 32], ...rest };
  const host = name && domainToASCII(name);
  if (host) return { host, ...rest };
  throw new TypeError(`"${entry}" is none of host, host:port, address, [IPv6 address]:port or CIDR`);
}

function unwrap(address: Address): Address {
  if (address instanceof ipaddr.IPv4) return address;
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  return address.match(NAT64) ? new ipaddr.IPv4(address.toByteArray().slice(-4)) : address;
}
