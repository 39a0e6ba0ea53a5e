import { createServer } from 'node:http';
import { openFileStore } from './file-store.ts';
import { createS3Endpoint } from './s3-endpoint.ts';

/**
 * The S3 endpoint of local mode, as a program of its own:
 * `node object-store-server.ts <data folder> <port> [<bucket>]`, with the access key in S3_ACCESS_KEY. The bucket is made
 * if it is not there.
 */

const [directory, port, bucket] = process.argv.slice(2);
const { S3_ACCESS_KEY: accessKey } = process.env;
if (!directory || !port || !accessKey) {
  throw new Error('object-store-server needs a data folder, a port and S3_ACCESS_KEY');
}

const store = await openFileStore(directory);
if (bucket) store.makeBucket(bucket);
const server = createServer(createS3Endpoint(store, accessKey));
server.listen(Number(port), '127.0.0.1');

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
// Whoever started us is gone.
process.once('disconnect', stop);

function stop(): void {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
}
