import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'minio';
import type { Program } from '../processes/child.ts';
import { smallMemory } from '../processes/small-memory.ts';

export type ObjectStoreKeys = { accessKey: string; secretKey: string };

export type ObjectStoreSettings = ObjectStoreKeys & {
  directory: string;
  port: number;
  env: NodeJS.ProcessEnv;
};

/** How to run the S3 endpoint with its data in a folder. */
export async function objectStore(settings: ObjectStoreSettings): Promise<Program> {
  await mkdir(settings.directory, { recursive: true });
  return {
    name: 'object-store',
    command: process.execPath,
    args: [
      fileURLToPath(new URL('./object-store-server.ts', import.meta.url)),
      settings.directory,
      String(settings.port),
    ],
    env: {
      ...settings.env,
      ...smallMemory('object-store', settings.env),
      S3_ACCESS_KEY: settings.accessKey,
      S3_SECRET_KEY: settings.secretKey,
    },
    stopSignal: 'SIGTERM',
  };
}

/** Makes the bucket if it is not there already. */
export async function ensureBucket(endpoint: string, keys: ObjectStoreKeys, bucket: string): Promise<void> {
  const client = clientFor(endpoint, keys);
  if (!(await client.bucketExists(bucket))) await client.makeBucket(bucket);
}

/** Lets everybody read the bucket's objects. The endpoint of local mode allows it anyhow, and knows no policies. */
export async function allowReading(endpoint: string, keys: ObjectStoreKeys, bucket: string): Promise<void> {
  const statement = {
    Effect: 'Allow',
    Principal: { AWS: ['*'] },
    Action: ['s3:GetObject'],
    Resource: [`arn:aws:s3:::${bucket}/*`],
  };
  const policy = { Version: '2012-10-17', Statement: [statement] };
  await clientFor(endpoint, keys).setBucketPolicy(bucket, JSON.stringify(policy));
}

/** Whether the endpoint answers to these keys. */
export async function objectStoreAnswers(endpoint: string, keys: ObjectStoreKeys): Promise<boolean> {
  return clientFor(endpoint, keys)
    .listBuckets()
    .then(
      () => true,
      () => false,
    );
}

function clientFor(endpoint: string, keys: ObjectStoreKeys): Client {
  const { hostname, port } = new URL(endpoint);
  return new Client({ endPoint: hostname, port: Number(port), useSSL: false, ...keys });
}
