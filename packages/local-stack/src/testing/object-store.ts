import { randomBytes } from 'node:crypto';
import {
  allowReading,
  ensureBucket,
  type ObjectStoreKeys,
  objectStore,
  objectStoreAnswers,
} from '../object-store/object-store.ts';
import { freePort } from '../processes/ports.ts';
import { IMAGES, startContainer } from './containers.ts';
import { currentRun, folderFor } from './run.ts';
import { startServer, type TestServer } from './server.ts';

export type TestObjectStore = TestServer &
  ObjectStoreKeys & {
    endpoint: string;
    bucket: string;
    /** Where anybody can read the objects: `<publicUrl>/<bucket>/<key>`. */
    publicUrl: string;
  };

const KEYS: ObjectStoreKeys = { accessKey: 'test-access', secretKey: 'test-secret-key' };

/** An S3 endpoint with an empty bucket that belongs to one test. */
export async function objectStoreForTest(): Promise<TestObjectStore> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const bucket = `test-${randomBytes(6).toString('hex')}`;
  const inContainers = currentRun().stack === 'containers';
  const server = inContainers ? await inContainer(port, endpoint) : await asProcess(port, endpoint);
  await ensureBucket(endpoint, KEYS, bucket);
  if (inContainers) await allowReading(endpoint, KEYS, bucket);
  return { ...KEYS, endpoint, bucket, publicUrl: endpoint, ...server };
}

async function asProcess(port: number, endpoint: string): Promise<TestServer> {
  const directory = await folderFor('object-store');
  const program = await objectStore({ ...KEYS, directory, port, env: process.env });
  return startServer(program, directory, () => objectStoreAnswers(endpoint, KEYS));
}

function inContainer(port: number, endpoint: string): Promise<TestServer> {
  const env = { MINIO_ROOT_USER: KEYS.accessKey, MINIO_ROOT_PASSWORD: KEYS.secretKey };
  const settings = { image: IMAGES.objectStore, command: ['server', '/data'], env };
  return startContainer({ ...settings, port: { container: 9000, host: port } }, () =>
    objectStoreAnswers(endpoint, KEYS),
  );
}
