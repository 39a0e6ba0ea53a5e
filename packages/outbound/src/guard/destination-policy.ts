import { domainToASCII } from 'node:url';
import ipaddr from 'ipaddr.js';
import { normal, ownAddresses } from './own-addresses.ts';
import { createPortRule } from './ports.ts';
import { type Address, isPublicAddress, parseAddress } from './public-address.ts';

/**
 * Where connections may go. The decision is made on the address itself, never on the text of a URL.
 */

type Exemption = { port?: number } & ({ host: string } | { network: [Address, number] });

/** Where a connection is about to go: the host and port of the URL, and the address the host resolved to. */
export type Destination = { host: string; port: number; address: string };

/** Whether the connection may be made, or what stands against it. */
export type Verdict = 'permitted' | 'private address' | 'closed port';

export type DestinationPolicy = (destination: Destination) => Verdict;

/**
 * Public addresses at ports of HTTP, and what the operator exempts.
 * @param allow host, host:port, address, address:port, [v6]:port or CIDR; each exempts exactly what it names, and one
 *   with a port opens that port
 * @param ports the only ports to connect to; when empty, all but those of well-known other services
 * @param own this machine's addresses, which are private whatever they look like; asked for each time, as they change
 * @throws TypeError for an entry that is not one of these
 */
export function createDestinationPolicy(
  allow: readonly string[],
  ports: readonly number[] = [],
  own: () => ReadonlySet<string> = ownAddresses,
): DestinationPolicy {
  const exemptions = allow.map(parseExemption);
  const isOpen = createPortRule(ports);
  const isPrivate = (address: string) => !isPublicAddress(address) || own().has(normal(address));
  return (destination) => {
    const exempting = exemptions.filter((exemption) => isExempt(exemption, destination));
    if (exempting.length === 0 && isPrivate(destination.address)) return 'private address';
    const isNamed = exempting.some(({ port }) => port !== undefined);
    return isNamed || isOpen(destination.port) ? 'permitted' : 'closed port';
  };
}

function isExempt(exemption: Exemption, { host, port, address }: Destination): boolean {
  if (exemption.port !== undefined && exemption.port !== port) return false;
  if ('host' in exemption) return exemption.host === host;
  const [network, bits] = exemption.network;
  const candidate = parseAddress(address);
  return candidate?.kind() === network.kind() && candidate.match(network, bits);
}

function parseExemption(entry: string): Exemption {
  const text = entry.trim();
  if (ipaddr.isValidCIDR(text)) return { network: ipaddr.parseCIDR(text) };
  if (ipaddr.IPv6.isValid(text)) return { network: [ipaddr.parse(text), 128] };

  // A star could only stand for itself, and whoever writes one means more.
  const { bracketed, name, port } =
    /^(?:\[(?<bracketed>[^\]]+)\]|(?<name>[^\s:/[\]@*]+))(?::(?<port>[1-9]\d{0,4}))?$/.exec(text)?.groups ??
    {};
  if (Number(port) > 65_535) throw notAnExemption(entry);
  const rest = port === undefined ? {} : { port: Number(port) };
  if (bracketed && ipaddr.IPv6.isValid(bracketed))
    return { network: [ipaddr.parse(bracketed), 128], ...rest };
  if (name && ipaddr.IPv4.isValidFourPartDecimal(name)) return { network: [ipaddr.parse(name), 32], ...rest };
  const host = name && domainToASCII(name);
  if (host) return { host, ...rest };
  throw notAnExemption(entry);
}

function notAnExemption(entry: string): TypeError {
  return new TypeError(`"${entry}" is not a host, host:port, address, [IPv6 address]:port or CIDR`);
}
