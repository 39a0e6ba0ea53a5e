import { createEndingTransport, untilReady } from '@halftone/runtime';
import type { Client } from 'minio';
import { metrics } from '../metrics.ts';
import { copyObject, type Original } from './copy-object.ts';
import { type Removing, removeObjects } from './remove-objects.ts';
import { ANSWER_TIMEOUT_MS, createSignedRequests } from './signed-requests.ts';
import type { StoredImage, StoreSettings } from './store-settings.ts';
import { writeObject } from './write-object.ts';

/** The bucket in which the outputs are published. */
export type ImageStore = {
  /**
   * Writes an object, and waits for the store while it is away: an image in flight is worth more than the wait.
   * @throws AbortError when the signal is aborted meanwhile
   */
  put(object: StoredImage, signal: AbortSignal): Promise<Stored>;
  /**
   * Has the store copy an object, with its headers, and checks that the copy is what was stored. Waits for the store while it
   * is away.
   * @returns null when the original is gone, or is not what it was; a copy of it is no use, and is to be written over
   * @throws AbortError when the signal is aborted meanwhile
   */
  copy(original: Original, key: string, signal: AbortSignal): Promise<Stored | null>;
  /**
   * Removes every object whose key begins so, and waits for the store while it is away.
   * @param removing is told of the keys, some at a time, before they go
   * @throws AbortError when the signal is aborted meanwhile
   */
  removeAll(prefix: string, signal: AbortSignal, removing?: Removing): Promise<void>;
  /** @throws when the bucket cannot be reached */
  check(): Promise<void>;
};

/** Where an object can be read, and the ETag that the store gave it. */
export type Stored = { url: string; etag?: string };

/** The images' place in an S3-compatible store. The bucket has to exist: making it belongs to the deployment. */
export function createImageStore(settings: StoreSettings): ImageStore {
  const { publicUrl, bucket, logger } = settings;
  const urlOf = (key: string) => `${publicUrl.replace(/\/$/, '')}/${bucket}/${key}`;
  const { put: signedPut, statusOfBucket } = createSignedRequests(settings);
  return {
    async put(object, signal) {
      const write = () => writeObject(signedPut, object, signal);
      const etag = await untilReady('the object store', counted('put', write), { logger, signal });
      return { url: urlOf(object.key), ...(etag && { etag }) };
    },
    async copy(original, key, signal) {
      const client = () => createClient(settings, signal);
      const copy = () => copyObject({ signedPut, client, bucket }, original, key, signal);
      const etag = await untilReady('the object store', counted('copy', copy), { logger, signal });
      return etag === null ? null : { url: urlOf(key), ...(etag && { etag }) };
    },
    async removeAll(prefix, signal, removing) {
      const client = await createClient(settings, signal);
      const remove = () => removeObjects(client, bucket, prefix, removing);
      await untilReady('the object store', counted('remove', remove), { logger, signal });
    },
    async check() {
      const status = await statusOfBucket();
      if (status === 404) throw new Error(`There is no bucket ${bucket}`);
      if (status !== 200) throw new Error(`The object store answered with ${status}`);
    },
  };
}

/** Counts the tries that fail. */
function counted<T>(operation: 'put' | 'copy' | 'remove', work: () => Promise<T>): () => Promise<T> {
  return async () => {
    try {
      return await work();
    } catch (error) {
      metrics.storeFailures.add({ operation });
      throw error;
    }
  };
}

/**
 * A client costs nothing: the connections are those of the process. The library is loaded when it is needed for the first time:
 * when outputs are removed, or a copy has to be read.
 */
async function createClient(
  { endpoint, accessKey, secretKey, region, answerTimeoutMs = ANSWER_TIMEOUT_MS }: StoreSettings,
  signal?: AbortSignal,
): Promise<Client> {
  const { Client } = await import('minio');
  const { hostname, port, protocol } = new URL(endpoint);
  return new Client({
    endPoint: hostname,
    ...(port && { port: Number(port) }),
    useSSL: protocol === 'https:',
    accessKey,
    secretKey,
    region,
    transport: createEndingTransport(protocol, { timeoutMs: answerTimeoutMs, ...(signal && { signal }) }),
    // Its own retries print to the console, and waiting for the store is ours.
    retryOptions: { disableRetry: true },
  });
}
