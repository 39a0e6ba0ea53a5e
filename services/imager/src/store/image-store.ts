import { createEndingTransport, type Logger, untilReady } from '@halftone/runtime';
import { Client } from 'minio';
import { metrics } from '../metrics.ts';
import { removeObjects } from './remove-objects.ts';
import {
  ANSWER_TIMEOUT_MS,
  createWriteObject,
  type StoredImage,
  type WriteSettings,
} from './write-object.ts';

/** The bucket in which the outputs are published. */
export type ImageStore = {
  /**
   * Writes an object, and waits for the store while it is away: an image in flight is worth more than the wait.
   * @returns where the object can be read
   * @throws AbortError when the signal is aborted meanwhile
   */
  put(object: StoredImage, signal: AbortSignal): Promise<string>;
  /**
   * Removes every object whose key begins so, and waits for the store while it is away.
   * @throws AbortError when the signal is aborted meanwhile
   */
  removeAll(prefix: string, signal: AbortSignal): Promise<void>;
  /** @throws when the bucket cannot be reached */
  check(): Promise<void>;
};

export type StoreSettings = WriteSettings & {
  /** Where objects can be read, without the bucket. */
  publicUrl: string;
  logger: Logger;
};

/** The images' place in an S3-compatible store. The bucket has to exist: making it belongs to the deployment. */
export function createImageStore(settings: StoreSettings): ImageStore {
  const { publicUrl, bucket, logger } = settings;
  const writeObject = createWriteObject(settings);
  return {
    async put(object, signal) {
      const write = () => writeObject(object, signal);
      await untilReady('the object store', counted('put', write), { logger, signal });
      return `${publicUrl.replace(/\/$/, '')}/${bucket}/${object.key}`;
    },
    async removeAll(prefix, signal) {
      const client = createClient(settings, signal);
      const remove = () => removeObjects(client, bucket, prefix);
      await untilReady('the object store', counted('remove', remove), { logger, signal });
    },
    async check() {
      const exists = await createClient(settings).bucketExists(bucket);
      if (!exists) throw new Error(`There is no bucket ${bucket}`);
    },
  };
}

/** Counts the tries that fail. */
function counted<T>(operation: 'put' | 'remove', work: () => Promise<T>): () => Promise<T> {
  return async () => {
    try {
      return await work();
    } catch (error) {
      metrics.storeFailures.add({ operation });
      throw error;
    }
  };
}

/** A client costs nothing: the connections are those of the process. */
function createClient(
  { endpoint, accessKey, secretKey, region, answerTimeoutMs = ANSWER_TIMEOUT_MS }: StoreSettings,
  signal?: AbortSignal,
): Client {
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
