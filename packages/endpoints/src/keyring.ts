import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hash,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import type { SealedSecret } from '@halftone/contracts';
import { Type } from 'typebox';

/**
 * Secrets at rest: AES-256-GCM with a key from the environment. Each is bound to the endpoint and the version of the event
 * that it stands in, so that it cannot be opened in another's place.
 */
const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_ID_DIGITS = 16;

/** 32 bytes in base64, with or without the padding, in either alphabet. */
const KEY = '^[A-Za-z0-9+/_-]{43}=?$';

/** The setting of the services that seal or open secrets. */
export const endpointSecretsSetting = {
  ENDPOINT_SECRETS_KEY: Type.Optional(
    Type.Array(Type.String({ pattern: KEY }), {
      minItems: 1,
      description:
        'Keys that the secrets of webhook endpoints are encrypted with, separated by commas: 32 random bytes in base64 each. The first one encrypts, all of them decrypt. To change it, list the new one before the old one; a gateway that starts so encrypts everything with the new one. Without it there are no webhook endpoints.',
    }),
  ),
};

/** Where a secret stands: it can be opened nowhere else. */
export type SecretPlace = { endpointId: string; version: number };

export type SecretsKeyring = {
  seal(secret: string, place: SecretPlace): SealedSecret;
  /**
   * @throws UnknownKeyError when it was sealed with a key that is not listed
   * @throws when it was changed, or stands in another's place
   */
  open(sealed: SealedSecret, place: SecretPlace): string;
  /** Whether it is sealed with the key that seals now. */
  isCurrent(sealed: SealedSecret): boolean;
};

/** A secret is sealed with a key that ENDPOINT_SECRETS_KEY does not list. */
export class UnknownKeyError extends Error {
  override name = 'UnknownKeyError';
}

/** The keys of these entries; the first one seals. */
export function createKeyring(entries: readonly string[]): SecretsKeyring {
  const keys = entries.map(keyOf);
  const [first] = keys;
  if (!first) throw new Error('a keyring needs a key');
  const byId = new Map(keys.map((key) => [key.id, key.key]));
  return {
    isCurrent: ({ key }) => key === first.id,
    seal(secret, place) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(ALGORITHM, first.key, nonce).setAAD(bytesOf(place));
      const box = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return { key: first.id, nonce: nonce.toString('base64url'), box: box.toString('base64url') };
    },
    open(sealed, place) {
      const key = byId.get(sealed.key);
      if (!key) throw new UnknownKeyError(`the key ${sealed.key} of a sealed secret is not listed`);
      const box = Buffer.from(sealed.box, 'base64url');
      const decipher = createDecipheriv(ALGORITHM, key, Buffer.from(sealed.nonce, 'base64url'), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(bytesOf(place)).setAuthTag(box.subarray(-TAG_BYTES));
      return decipher.update(box.subarray(0, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    },
  };
}

const bytesOf = ({ endpointId, version }: SecretPlace) => Buffer.from(`${endpointId}:${version}`);

/** A key is named by what it is, so that its name cannot be given to another. */
function keyOf(entry: string): { id: string; key: KeyObject } {
  const bytes = Buffer.from(entry, 'base64');
  return { id: hash('sha256', bytes).slice(0, KEY_ID_DIGITS), key: createSecretKey(bytes) };
}
