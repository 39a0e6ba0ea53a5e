import { createServer, type IncomingMessage } from 'node:http';
import S3rver from 's3rver';
import accounts from 's3rver/lib/models/account.js';
import { FileStore } from './file-store.ts';

/**
 * The S3 endpoint of local mode, as a program of its own:
 * `node object-store-server.ts <data folder> <port>`, with the keys in S3_ACCESS_KEY and S3_SECRET_KEY.
 */

const [directory, port] = process.argv.slice(2);
const { S3_ACCESS_KEY: accessKey, S3_SECRET_KEY: secretKey } = process.env;
if (!directory || !port || !accessKey || !secretKey) {
  throw new Error('object-store-server needs a data folder, a port, S3_ACCESS_KEY and S3_SECRET_KEY');
}

accounts.DUMMY_ACCOUNT.createKeyPair(accessKey, secretKey);
// s3rver's own pair, which is the same everywhere.
accounts.DUMMY_ACCOUNT.revokeAccessKey('S3RVER');
const s3rver = new S3rver({ directory, silent: true, vhostBuckets: false });
s3rver.store = s3rver.context.store = await FileStore.open(directory);
const answer = s3rver.callback();

// s3rver lets everybody do everything without a signature: here everybody may read an object, as in production. Of a
// signature (version 4) it checks the access key alone, which is enough for a random key on loopback.
const server = createServer((request, response) => {
  const signed = request.headers.authorization !== undefined;
  if (signed || readsAnObject(request)) return answer(request, response);
  response.writeHead(403, { 'content-type': 'text/plain' }).end('Only signed requests may do this.\n');
});
server.listen(Number(port), '127.0.0.1');

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
// Whoever started us is gone.
process.once('disconnect', stop);

function readsAnObject({ method, url = '/' }: IncomingMessage): boolean {
  return (method === 'GET' || method === 'HEAD') && /^\/[^/?]+\/[^/?]+/.test(url);
}

function stop(): void {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
}
