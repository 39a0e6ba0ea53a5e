import { once } from 'node:events';
import { createServer, type IncomingMessage, request as send } from 'node:http';

/** A policy document of AWS and MinIO, as far as ours use the language. */
export type Policy = { Statement: { Effect: string; Action: string[]; Resource: string[] }[] };

type Access = { action: string; resource: string };

/**
 * What a request to S3 needs the right to, by AWS's table of operations
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html): method, whether an object is
 * named, query parameter that tells operations apart.
 */
const OPERATIONS: readonly [
  method: string,
  of: 'object' | 'bucket' | 'service',
  query: string,
  action: string,
][] = [
  ['GET', 'service', '', 's3:ListAllMyBuckets'],
  ['HEAD', 'bucket', '', 's3:ListBucket'],
  ['GET', 'bucket', 'location', 's3:GetBucketLocation'],
  ['GET', 'bucket', 'uploads', 's3:ListBucketMultipartUploads'],
  ['GET', 'bucket', 'policy', 's3:GetBucketPolicy'],
  ['GET', 'bucket', '', 's3:ListBucket'],
  ['PUT', 'bucket', 'policy', 's3:PutBucketPolicy'],
  ['PUT', 'bucket', '', 's3:CreateBucket'],
  ['DELETE', 'bucket', 'policy', 's3:DeleteBucketPolicy'],
  ['DELETE', 'bucket', '', 's3:DeleteBucket'],
  ['POST', 'bucket', 'delete', 's3:DeleteObject'],
  ['GET', 'object', 'uploadId', 's3:ListMultipartUploadParts'],
  ['GET', 'object', '', 's3:GetObject'],
  ['HEAD', 'object', '', 's3:GetObject'],
  ['PUT', 'object', '', 's3:PutObject'],
  ['POST', 'object', '', 's3:PutObject'],
  ['DELETE', 'object', 'uploadId', 's3:AbortMultipartUpload'],
  ['DELETE', 'object', '', 's3:DeleteObject'],
];

export type PolicyDoor = AsyncDisposable & {
  /** Where S3 is, for whoever has to go through the door. */
  endpoint: string;
  /** The actions that were allowed so far. */
  used: Set<string>;
};

/**
 * Stands before an S3 endpoint that knows no policies, and lets through what they allow: signed requests by the policy of
 * the key, others by that of the bucket.
 */
export async function policyDoor(
  endpoint: string,
  policies: { key: Policy; bucket: Policy },
): Promise<PolicyDoor> {
  const used = new Set<string>();
  const server = createServer((request, response) => {
    const policy = request.headers.authorization ? policies.key : policies.bucket;
    const access = accessOf(request);
    if (!access || !allows(policy, access)) {
      response.writeHead(403, { 'content-type': 'application/xml', connection: 'close' });
      response.end(`<Error><Code>AccessDenied</Code><Message>${access?.action}</Message></Error>`);
      return;
    }
    if (request.headers.authorization) used.add(access.action);
    const { method, headers } = request;
    const passed = send(`${endpoint}${request.url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(passed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('The door has no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    used,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Whether a policy allows something; without a statement that does, it is denied. */
export function allows({ Statement }: Policy, { action, resource }: Access): boolean {
  return Statement.some(
    ({ Effect, Action, Resource }) =>
      Effect === 'Allow' &&
      Action.some((pattern) => matches(pattern, action)) &&
      Resource.some((pattern) => matches(pattern, resource)),
  );
}

function accessOf({ method = '', url = '/' }: IncomingMessage): Access | undefined {
  const { pathname, searchParams } = new URL(url, 'http://s3');
  const [bucket = '', ...rest] = pathname.slice(1).split('/');
  const key = rest.join('/');
  const of = key ? 'object' : bucket ? 'bucket' : 'service';
  const operation = OPERATIONS.find(
    ([m, o, query]) => m === method && o === of && (query === '' || searchParams.has(query)),
  );
  if (!operation) return undefined;
  const [, , , action] = operation;
  // The keys of a bulk deletion stand in its body; the right to any of them will do here.
  const object = key || (action === 's3:DeleteObject' ? 'any' : '');
  return { action, resource: `arn:aws:s3:::${[bucket, object].filter(Boolean).join('/')}` };
}

/** `*` stands for any characters, `?` for one. */
function matches(pattern: string, text: string): boolean {
  const expression = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${expression}$`).test(text);
}
