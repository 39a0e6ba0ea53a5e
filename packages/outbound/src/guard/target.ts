import { OutboundError } from '../failures.ts';

/**
 * The URL to ask, as browsers read it: spaces and unicode are encoded, odd spellings of addresses normalised.
 * @param base the URL that redirected here
 */
export function parseTarget(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  const where = base ? 'The redirect leads to' : 'The URL is';
  if (!url) throw new OutboundError('invalid_url', `${where} no complete address.`);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new OutboundError(
      'invalid_url',
      `${where} a ${url.protocol} address; only http: and https: are fetched.`,
    );
  }
  // It parses, but stands for no port: connecting to it means another one, or none, by the system.
  if (url.port === '0') {
    throw new OutboundError('invalid_url', `${where} an address with port 0, to which nothing can connect.`, {
      hint: 'Use the port at which the server listens, or leave it out.',
    });
  }
  // The longest that DNS knows. Resolvers answer longer ones in ways that look like a fault of ours.
  if (url.hostname.length > 254) {
    throw new OutboundError('invalid_url', `${where} an address with a host name that is too long.`);
  }
  // Dropping them silently would turn a clear mistake into a puzzling 401.
  if (url.username || url.password) {
    throw new OutboundError(
      'invalid_url',
      `${where} an address with a user name or password, which are never sent.`,
      {
        hint: 'Remove the user name and the password from the URL.',
      },
    );
  }
  return url;
}
