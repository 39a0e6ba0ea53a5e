import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { OutboundError } from '../failures.ts';
import type { DestinationPolicy, Verdict } from './destination-policy.ts';
import type { Resolve } from './resolve.ts';
import { SHARED_READS } from './shared-reads.ts';

/**
 * Connects to one origin. The addresses are checked between resolving and connecting, and the socket is given the
 * checked ones, so that a name which changes its answer in between gains nothing.
 */
export function guardedConnector(
  origin: URL,
  { policy, resolve, timeoutMs }: { policy: DestinationPolicy; resolve: Resolve; timeoutMs: number },
): buildConnector.connector {
  const host = origin.hostname.replace(/^\[|\]$/g, '');
  const port = Number(origin.port) || (origin.protocol === 'https:' ? 443 : 80);
  const judge = (address: string) => policy({ host, port, address });

  const permitted = async (hostname: string) => {
    const addresses = await resolve(hostname);
    if (addresses.length === 0) throw new OutboundError('dns_failed', 'The host name has no address.');
    const verdicts = addresses.map(({ address }) => judge(address));
    const usable = addresses.filter((_address, index) => verdicts[index] === 'permitted');
    if (usable.length === 0) throw blocked(verdicts, `${host} leads to`, port);
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
  const connect = buildConnector({
    timeout: timeoutMs,
    allowH2: false,
    lookup: guardedLookup,
    onread: SHARED_READS,
  });

  return (options, callback) => {
    // A literal address is never looked up.
    const verdict = isIP(host) ? judge(host) : 'permitted';
    if (verdict === 'permitted') connect(options, callback);
    else callback(blocked([verdict], `${host} is`, port), null);
  };
}

function blocked(verdicts: readonly Verdict[], what: string, port: number): OutboundError {
  const detail = verdicts.includes('closed port')
    ? `Connections to port ${port} are not allowed.`
    : `${what} a private or reserved address.`;
  return new OutboundError('blocked_address', detail);
}
