import { createKeyring, type Endpoint, validSecrets } from '@halftone/endpoints';
import { type Sign, signWith } from '../signature.ts';

/**
 * Signs for an endpoint with all its secrets that are valid now, the newest first.
 * @param keys ENDPOINT_SECRETS_KEY; without it no webhook to an endpoint can be signed, and it has to wait for the key
 */
export function signForEndpoints(
  keys: readonly string[] | undefined,
  now: () => Date,
): (endpoint: Endpoint) => Sign {
  const keyring = keys && createKeyring(keys);
  return (endpoint) => {
    if (!keyring) throw new Error('ENDPOINT_SECRETS_KEY is not set: webhooks to endpoints cannot be signed');
    const { endpointId } = endpoint;
    const held = validSecrets(endpoint, now());
    return signWith(held.map(({ sealed, version }) => keyring.open(sealed, { endpointId, version })));
  };
}
