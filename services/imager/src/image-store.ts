import { type Logger, untilReady } from '@halftone/runtime';
import { Client } from 'minio';

/** The bucket in which the outputs are published. */
export type ImageStore = {
  /**
   * Writes an object, and waits for the store while it is away: an image in hand is worth more than the wait.
   * @returns where the object can be read
   * @throws AbortError when the signal is aborted meanwhile
   */
  put(object: StoredImage, signal: AbortSignal): Promise<string>;
  /** @throws when the bucket cannot be reached */
  check(): Promise<void>;
};

export type StoredImage = { key: string; bytes: Buffer; contentType: string };

export type StoreSettings = {
  endpoint: string;
  accessKey: string;
  secretKey: string;
  region: string;
  bucket: string;
  /** Where objects can be read, without the bucket. */
  publicUrl: string;
  logger: Logger;
};

/** The client itself waits for ever on a server that accepts a connection and then says nothing. */
const ANSWER_TIMEOUT_MS = 30_000;

/** Keys derive from the request and the image, so what stands under one never changes. */
const CACHE_CONTROL = 'public, max-age=31536000, immutable';

/** The images' place in an S3-compatible store. The bucket has to exist: making it belongs to the deployment. */
export function createImageStore({
  endpoint,
  publicUrl,
  bucket,
  logger,
  ...credentials
}: StoreSettings): ImageStore {
  const { hostname, port, protocol } = new URL(endpoint);
  const client = new Client({
    endPoint: hostname,
    ...(port && { port: Number(port) }),
    useSSL: protocol === 'https:',
    ...credentials,
  });
  const write = ({ key, bytes, contentType }: StoredImage) =>
    client.putObject(bucket, key, bytes, bytes.length, {
      'Content-Type': contentType,
      'Cache-Control': CACHE_CONTROL,
    });

  return {
    async put(object, signal) {
      await untilReady('the object store', () => answered(write(object)), { logger, signal });
      return `${publicUrl.replace(/\/$/, '')}/${bucket}/${object.key}`;
    },
    async check() {
      if (!(await client.bucketExists(bucket))) throw new Error(`There is no bucket ${bucket}`);
    },
  };
}

async function answered<T>(request: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error('The object store does not answer')),
    ANSWER_TIMEOUT_MS,
  );
  try {
    return await Promise.race([request, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
