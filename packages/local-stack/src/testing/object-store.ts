import { randomBytes } from 'node:crypto';
import { Client } from 'minio';
import { type ObjectStoreKeys, objectStore, objectStoreAnswers } from '../object-store/object-store.ts';
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
  const start = currentRun().stack === 'containers' ? inContainer : asProcess;
  const server = await start(port, endpoint, bucket);
  return { ...KEYS, endpoint, bucket, publicUrl: endpoint, ...server };
}

async function asProcess(port: number, endpoint: string, bucket: string): Promise<TestServer> {
  const directory = await folderFor('object-store');
  const { accessKey } = KEYS;
  const program = await objectStore({ accessKey, directory, port, bucket, env: process.env });
  return startServer(program, directory, () => objectStoreAnswers(endpoint, accessKey, bucket));
}

async function inContainer(port: number, endpoint: string, bucket: string): Promise<TestServer> {
  const { hostname: endPoint } = new URL(endpoint);
  const client = new Client({ endPoint, port, useSSL: false, ...KEYS });
  const env = { MINIO_ROOT_USER: KEYS.accessKey, MINIO_ROOT_PASSWORD: KEYS.secretKey };
  const settings = { image: IMAGES.objectStore, command: ['server', '/data'], env };
  const isReady = () =>
    client.listBuckets().then(
      () => true,
      () => false,
    );
  const server = await startContainer({ ...settings, port: { container: 9000, host: port } }, isReady);
  await client.makeBucket(bucket);
  await client.setBucketPolicy(bucket, JSON.stringify(readableByAll(bucket)));
  return server;
}

const readableByAll = (bucket: string) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: ['*'] },
      Action: ['s3:GetObject'],
      Resource: [`arn:aws:s3:::${bucket}/*`],
    },
  ],
});
