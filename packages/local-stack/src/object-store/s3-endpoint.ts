import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { bytesOf, type FileStore, type Place } from './file-store.ts';
import type { ObjectFile } from './object-file.ts';
import { asS3Error, S3Error } from './s3-errors.ts';
import {
  hasEtag,
  metadataIn,
  placeIn,
  rangeIn,
  refuseStrangers,
  type Target,
  targetOf,
} from './s3-request.ts';
import {
  bucketsXml,
  copiedXml,
  errorXml,
  keysToRemove,
  listingXml,
  locationXml,
  removedXml,
} from './s3-xml.ts';

/** One request, with all that it takes to answer it. */
type Exchange = Target & { store: FileStore; request: IncomingMessage; response: ServerResponse };

/** As large as S3 takes an object in one request. */
const LARGEST_OBJECT_BYTES = 5 * 1024 ** 3;
/** A thousand keys of 1024 bytes, all of them escaped. */
const LARGEST_LIST_BYTES = 8 * 1024 ** 2;

/**
 * As much of S3 as local mode needs: objects in one request each, with ranges, conditions and copies, and lists. Everybody
 * may read an object, as in production; whatever else takes the access key.
 */
export function createS3Endpoint(store: FileStore, accessKey: string): RequestListener {
  return (request, response) => {
    answer(store, accessKey, request, response).catch((error: unknown) => refuse(request, response, error));
  };
}

async function answer(
  store: FileStore,
  accessKey: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = targetOf(request.url ?? '/');
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (!(isRead && target.key !== '')) refuseStrangers(request, target, accessKey);
  const exchange = { ...target, store, request, response };
  if (target.bucket === '') return ofStore(exchange);
  if (target.key === '') return ofBucket(exchange);
  if (!store.hasBucket(target.bucket)) throw new S3Error('NoSuchBucket');
  return ofObject(exchange);
}

async function ofStore({ store, request, response }: Exchange): Promise<void> {
  if (request.method !== 'GET') throw new S3Error('MethodNotAllowed');
  sendXml(response, bucketsXml(store.buckets()));
}

async function ofBucket(exchange: Exchange): Promise<void> {
  const { store, request, response, bucket, query } = exchange;
  if (request.method === 'PUT' && query.size === 0) {
    store.makeBucket(bucket);
    return void response.writeHead(200).end();
  }
  if (!store.hasBucket(bucket)) throw new S3Error('NoSuchBucket');
  if (request.method === 'HEAD') return void response.writeHead(200).end();
  if (request.method === 'DELETE' && query.size === 0) {
    store.removeBucket(bucket);
    return void response.writeHead(204).end();
  }
  if (request.method === 'POST' && query.has('delete')) return removeAll(exchange);
  if (request.method !== 'GET') throw new S3Error('NotImplemented');
  if (query.has('location')) return sendXml(response, locationXml());
  await list(exchange);
}

/** What asks for a part of a bucket's settings, and not for its objects. */
const LISTING = [
  'list-type',
  'prefix',
  'delimiter',
  'max-keys',
  'encoding-type',
  'marker',
  'start-after',
  'fetch-owner',
];
const SIGNED = /^x-amz-/i;

async function list({ store, response, bucket, query }: Exchange): Promise<void> {
  if ([...query.keys()].some((name) => !LISTING.includes(name) && !SIGNED.test(name))) {
    throw new S3Error('NotImplemented');
  }
  const prefix = query.get('prefix') ?? '';
  const after = query.get('start-after') || query.get('marker') || '';
  const objects = store.list(bucket, prefix).filter(({ key }) => key > after);
  const listing = {
    bucket,
    prefix,
    delimiter: query.get('delimiter') ?? '',
    encode: query.get('encoding-type') === 'url',
  };
  response.writeHead(200, { 'content-type': 'application/xml' });
  await pipeline(Readable.from(listingXml(listing, objects)), response);
}

async function removeAll({ store, request, response, bucket }: Exchange): Promise<void> {
  const pieces: Uint8Array[] = [];
  for await (const piece of limited(request, LARGEST_LIST_BYTES)) pieces.push(piece);
  const keys = keysToRemove(Buffer.concat(pieces).toString());
  for (const key of keys) store.remove(placeIn(`/${encodeURIComponent(bucket)}/${encodeURIComponent(key)}`));
  sendXml(response, removedXml(keys));
}

async function ofObject(exchange: Exchange): Promise<void> {
  const { store, request, response, bucket, key, query } = exchange;
  if ([...query.keys()].some((name) => !SIGNED.test(name))) throw new S3Error('NotImplemented');
  switch (request.method) {
    case 'GET':
    case 'HEAD':
      return read(exchange);
    case 'PUT':
      return request.headers['x-amz-copy-source'] === undefined ? put(exchange) : copy(exchange);
    case 'DELETE':
      store.remove({ bucket, key });
      return void response.writeHead(204).end();
    default:
      throw new S3Error('MethodNotAllowed');
  }
}

const SHA256 = /^[0-9a-f]{64}$/;

async function put({ store, request, response, bucket, key }: Exchange): Promise<void> {
  const sha256 = String(request.headers['x-amz-content-sha256'] ?? '');
  // Its bytes would be between those of signatures.
  if (sha256.startsWith('STREAMING-')) throw new S3Error('NotImplemented');
  const etag = await store.put(
    { bucket, key },
    {
      bytes: limited(request, LARGEST_OBJECT_BYTES),
      metadata: metadataIn(request.headers),
      sha256: SHA256.test(sha256) ? sha256 : undefined,
    },
  );
  response.writeHead(200, { etag: `"${etag}"` }).end();
}

async function copy({ store, request, response, bucket, key }: Exchange): Promise<void> {
  const { headers } = request;
  const source = placeIn(String(headers['x-amz-copy-source']).replace(/^(?!\/)/, '/'));
  const object = sourceOf(store, source, headers);
  const replaces = headers['x-amz-metadata-directive'] === 'REPLACE';
  const { etag, modifiedAt } = await store.copy(
    object,
    { bucket, key },
    replaces ? metadataIn(headers) : undefined,
  );
  sendXml(response, copiedXml(etag, modifiedAt));
}

function sourceOf(store: FileStore, source: Place, headers: IncomingMessage['headers']): ObjectFile {
  const object = store.find(source);
  const condition = (name: string) => headers[`x-amz-copy-source-if-${name}`];
  const [match, noneMatch] = [condition('match'), condition('none-match')];
  if (condition('modified-since') ?? condition('unmodified-since')) throw new S3Error('NotImplemented');
  if (match !== undefined && !hasEtag(String(match), object.etag)) throw new S3Error('PreconditionFailed');
  if (noneMatch !== undefined && hasEtag(String(noneMatch), object.etag))
    throw new S3Error('PreconditionFailed');
  return object;
}

async function read({ store, request, response, bucket, key }: Exchange): Promise<void> {
  const object = store.find({ bucket, key });
  const { headers } = request;
  if (headers['if-match'] !== undefined && !hasEtag(headers['if-match'], object.etag)) {
    throw new S3Error('PreconditionFailed');
  }
  const fields = {
    ...object.metadata,
    etag: `"${object.etag}"`,
    'last-modified': object.modifiedAt.toUTCString(),
  };
  if (headers['if-none-match'] !== undefined && hasEtag(headers['if-none-match'], object.etag)) {
    return void response.writeHead(304, fields).end();
  }
  const range = rangeIn(headers.range, object.size);
  const length = range ? range.end - range.start + 1 : object.size;
  response.writeHead(range ? 206 : 200, {
    ...fields,
    'accept-ranges': 'bytes',
    'content-length': length,
    ...(range && { 'content-range': `bytes ${range.start}-${range.end}/${object.size}` }),
  });
  if (request.method === 'HEAD') return void response.end();
  await pipeline(bytesOf(object, range), response);
}

/** @throws S3Error when more comes */
async function* limited(bytes: AsyncIterable<Buffer>, most: number): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const piece of bytes) {
    size += piece.length;
    if (size > most) throw new S3Error('EntityTooLarge');
    yield piece;
  }
}

function sendXml(response: ServerResponse, xml: string, status = 200): void {
  const length = Buffer.byteLength(xml);
  response.writeHead(status, { 'content-type': 'application/xml', 'content-length': length }).end(xml);
}

function refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  const refusal = asS3Error(error);
  // A client that is gone needs no answer, and one that has half an answer must not take it for the whole.
  if (response.headersSent || request.destroyed) return void response.destroy();
  if (refusal.code === 'InternalError') process.stderr.write(`${request.method} ${request.url}: ${error}\n`);
  // What of the body has not come is not waited for.
  if (!request.complete) response.setHeader('connection', 'close');
  sendXml(response, errorXml(refusal), refusal.status);
}
