import { createEndingTransport } from '@halftone/runtime';
import { Client, S3Error } from 'minio';

/** An object of the bucket, and how long it is. */
export type StoredObject = { key: string; bytes: number };

/** The bucket of the outputs, as far as it is looked into. */
export type OutputStore = {
  /** The bytes of an object, or null when there is none. */
  read(key: string): Promise<AsyncIterable<Uint8Array> | null>;
  /** The keys that begin so. */
  keys(prefix: string): AsyncIterable<string>;
  /** All objects, in the order of their keys. */
  objects(): AsyncIterable<StoredObject>;
  /** Throws when the store does not answer, or has no such bucket. */
  check(): Promise<void>;
};

export type OutputStoreSettings = {
  endpoint: string;
  accessKey: string;
  secretKey: string;
  region?: string;
  bucket: string;
};

/** How long the store may say nothing within a request. */
const ANSWER_TIMEOUT_MS = 30_000;

const ABSENT = ['NoSuchKey', 'NotFound'];

/** Opens the bucket for reading. */
export function openOutputStore({
  endpoint,
  accessKey,
  secretKey,
  region = 'us-east-1',
  bucket,
}: OutputStoreSettings): OutputStore {
  const { hostname, port, protocol } = new URL(endpoint);
  const client = new Client({
    endPoint: hostname,
    ...(port && { port: Number(port) }),
    useSSL: protocol === 'https:',
    accessKey,
    secretKey,
    region,
    transport: createEndingTransport(protocol, { timeoutMs: ANSWER_TIMEOUT_MS }),
  });
  return {
    async read(key) {
      try {
        return await client.getObject(bucket, key);
      } catch (error) {
        if (error instanceof S3Error && error.code && ABSENT.includes(error.code)) return null;
        throw error;
      }
    },
    async check() {
      if (!(await client.bucketExists(bucket))) throw new Error(`there is no bucket ${bucket}`);
    },
    async *keys(prefix) {
      for await (const item of client.listObjectsV2(bucket, prefix, true)) if (item.name) yield item.name;
    },
    async *objects() {
      for await (const { name, size } of client.listObjectsV2(bucket, '', true)) {
        if (name !== undefined) yield { key: name, bytes: size };
      }
    },
  };
}
