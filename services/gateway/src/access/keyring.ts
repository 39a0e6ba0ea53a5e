import { hash, timingSafeEqual } from 'node:crypto';

/** An entry of API_KEYS: the key's name, which is its tenant, and the SHA-256 of the key in hex. */
export const KEY_ENTRY = '^[A-Za-z0-9_-]{1,64}:[0-9a-f]{64}$';

/** The name of a key, or null for an unknown key. */
export type Keyring = (key: string) => string | null;

/** The keys of these entries, of which several may have the same name, so that one can replace another. */
export function createKeyring(entries: readonly string[]): Keyring {
  const known = entries.map((entry) => {
    const [name = '', digest = ''] = entry.split(':');
    return { name, digest: Buffer.from(digest, 'hex') };
  });
  return (key) => {
    const digest = hash('sha256', key, 'buffer');
    let found: string | null = null;
    // Every entry is compared, and each in constant time, so that the time taken tells nothing.
    for (const entry of known) if (timingSafeEqual(entry.digest, digest)) found = entry.name;
    return found;
  };
}
