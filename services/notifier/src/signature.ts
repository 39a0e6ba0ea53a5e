import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/**
 * Standard Webhooks signatures
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
 */

const PREFIX = 'whsec_';
const FOUR = '[A-Za-z0-9+/]{4}';

/** `whsec_` and the base64 of 24 to 64 bytes: 8 to 21 groups of four characters, 64 bytes leaving one over. */
export const SECRET_PATTERN = `^${PREFIX}((${FOUR}){8,20}([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?|(${FOUR}){21}([A-Za-z0-9+/]{2}==)?)$`;

export type SignedHeaders = {
  'webhook-id': string;
  'webhook-timestamp': string;
  'webhook-signature': string;
};

/** Signs a body for one attempt. `at` is the attempt's time, so that receivers can refuse what is replayed late. */
export type Sign = (message: { id: string; at: Date; body: string }) => SignedHeaders;

/**
 * The signer for these secrets. All of them stand in the header, in their order, so that receivers can be
 * moved from the old secret to the new one at any time while both are listed.
 */
export function signWith(secrets: readonly string[]): Sign {
  const keys = secrets.map((secret) => createSecretKey(secret.slice(PREFIX.length), 'base64'));
  return ({ id, at, body }) => {
    const timestamp = String(Math.floor(at.getTime() / 1000));
    const content = `${id}.${timestamp}.${body}`;
    return {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': keys.map((key) => `v1,${hmac(key, content)}`).join(' '),
    };
  };
}

function hmac(key: KeyObject, content: string): string {
  return createHmac('sha256', key).update(content).digest('base64');
}
