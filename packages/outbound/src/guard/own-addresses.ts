import { networkInterfaces } from 'node:os';
import { parseAddress } from './public-address.ts';

/**
 * The addresses of this machine. One of them may be public, and behind it stand services that a firewall keeps from
 * others, but not from a connection that never leaves the machine.
 */
export function ownAddresses(): ReadonlySet<string> {
  const all = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses);
  return new Set(all.map(({ address }) => normal(address)));
}

/** One spelling of each address, so that they can be compared. */
export function normal(address: string): string {
  return parseAddress(address)?.toString() ?? address;
}
