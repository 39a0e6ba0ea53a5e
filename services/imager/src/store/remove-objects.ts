import type { Client } from 'minio';

/** As many as one request may name. */
const PAGE = { Delimiter: '', MaxKeys: 1_000 };

/** Is told of keys before they go. */
export type Removing = (keys: readonly string[]) => Promise<void>;

/**
 * Removes every object whose key begins so: always the first page, until the store lists none. That needs no marker of
 * where the list goes on, on which stores differ.
 * @throws when the store does not answer, or refuses to remove one
 */
export async function removeObjects(
  client: Client,
  bucket: string,
  prefix: string,
  removing: Removing = async () => {},
): Promise<void> {
  for (;;) {
    const { objects = [] } = await client.listObjectsQuery(bucket, prefix, '', PAGE);
    const keys = objects.flatMap(({ name }) => name ?? []);
    if (keys.length === 0) return;
    await removing(keys);
    const [refused] = await client.removeObjects(bucket, keys);
    if (refused) throw new Error(`The object store did not remove ${prefix}: ${JSON.stringify(refused)}`);
  }
}
