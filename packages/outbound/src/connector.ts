import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import type { AddressPolicy } from './address-policy.ts';
import { OutboundError } from './failures.ts';

/** Every address of a host name. */
export type Resolve = (hostname: string) => Promise<{ address: string; family: number }[]>;

/** The operating system's resolver. */
export const systemResolve: Resolve = (hostname) => lookup(hostname, { all: true });

/**
 * Connects to one origin. The addresses are checked between resolving and connecting, and the socket is given the
 * checked ones, so that a name which changes its answer in between gains nothing.
 */
export function guardedConnector(
  origin: URL,
  { policy, resolve, timeoutMs }: { policy: AddressPolicy; resolve: Resolve; timeoutMs: number },
): buildConnector.connector {
  const host = origin.hostname.replace(/^\[|\]$/g, '');
  const port = Number(origin.port) || (origin.protocol === 'https:' ? 443 : 80);

  const permitted = async (hostname: string) => {
    const addresses = await resolve(hostname);
    const usable = addresses.filter(({ address }) => policy({ host, port, address }));
    if (usable.length === 0) throw blocked(`${host} leads to`);
    return usable;
  };
  const guardedLookup: LookupFunction = (hostname, { all }, callback) => {
    permitted(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (all || !first) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error) => callback(error, []),
    );
  };
  // HTTP/2 would add nothing to single downloads, and much to what an unknown server can do.
  const connect = buildConnector({ timeout: timeoutMs, allowH2: false, lookup: guardedLookup });

  return (options, callback) => {
    // A literal address is never looked up.
    if (isIP(host) && !policy({ host, port, address: host })) callback(blocked(`${host} is`), null);
    else connect(options, callback);
  };
}

function blocked(what: string): OutboundError {
  return new OutboundError('blocked_address', `${what} a private or reserved address.`);
}
