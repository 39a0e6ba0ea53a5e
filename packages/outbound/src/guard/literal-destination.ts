import { isIP } from 'node:net';
import { createDestinationPolicy } from './destination-policy.ts';

/** Why no connection can ever be made to a URL, or null where that depends on where its name leads. */
export type JudgeLiteral = (url: string) => 'private address' | 'closed port' | null;

/** RFC 6761: these names are loopback's, whatever a resolver says. */
const LOOPBACK_NAME = /(^|\.)localhost\.?$/i;

/**
 * Judges URLs whose host is an address, or a name of this machine, before anybody connects: by the text as the URL parser
 * normalises it, so that odd spellings of an address are the address. Names are for the guard of the connection.
 * @param allow what is exempt: see {@link createDestinationPolicy}
 */
export function createLiteralJudge(allow: readonly string[], ports: readonly number[] = []): JudgeLiteral {
  // Which addresses are this machine's own is for the machine that connects.
  const policy = createDestinationPolicy(allow, ports, () => new Set());
  return (text) => {
    const url = URL.parse(text);
    if (!url) return null;
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const port = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
    const addresses = LOOPBACK_NAME.test(host) ? ['127.0.0.1', '::1'] : isIP(host) ? [host] : [];
    const verdicts = addresses.map((address) => policy({ host, port, address }));
    if (verdicts.length === 0 || verdicts.includes('permitted')) return null;
    return verdicts.includes('closed port') ? 'closed port' : 'private address';
  };
}
