import { lookup } from 'node:dns/promises';

/** Every address of a host name. */
export type Resolve = (hostname: string) => Promise<{ address: string; family: number }[]>;

const LOOPBACK = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
];

/** The operating system's resolver, but for the names of this machine: RFC 6761 gives them to nobody else. */
export const systemResolve: Resolve = async (hostname) =>
  /(^|\.)localhost\.?$/i.test(hostname) ? LOOPBACK : lookup(hostname, { all: true });
