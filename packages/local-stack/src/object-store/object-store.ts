import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Program } from '../processes/child.ts';
import { smallMemory } from '../processes/small-memory.ts';

export type ObjectStoreKeys = { accessKey: string; secretKey: string };

export type ObjectStoreSettings = {
  accessKey: string;
  directory: string;
  port: number;
  /** Made if it is not there already. */
  bucket: string;
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
      settings.bucket,
    ],
    env: {
      ...settings.env,
      ...smallMemory('object-store', settings.env),
      S3_ACCESS_KEY: settings.accessKey,
    },
    stopSignal: 'SIGTERM',
  };
}

/** Whether the endpoint answers to the access key, and has the bucket. */
export function objectStoreAnswers(endpoint: string, accessKey: string, bucket: string): Promise<boolean> {
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKey}/`;
  return fetch(`${endpoint}/${bucket}`, { method: 'HEAD', headers: { authorization } }).then(
    ({ ok }) => ok,
    () => false,
  );
}
