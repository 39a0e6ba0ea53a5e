import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Place } from './file-store.ts';
import { S3Error } from './s3-errors.ts';

/** What a request is about: the store, a bucket, or an object in it. */
export type Target = { bucket: string; key: string; query: URLSearchParams };

/** @throws S3Error for what is no name */
export function targetOf(url: string): Target {
  const [path = '', query = ''] = url.split('?', 2);
  return { ...placeIn(path), query: new URLSearchParams(query) };
}

/** `/<bucket>/<key>`, percent-encoded. @throws S3Error for what is no name */
export function placeIn(path: string): Place {
  const [bucket = '', ...key] = decoded(path).replace(/^\//, '').split('/');
  const names = [bucket, ...key];
  // A folder's own name, or that of the one above, would lead out of the store.
  if (names.some((name) => name === '.' || name === '..' || name.includes('\0'))) {
    throw new S3Error('InvalidArgument');
  }
  return { bucket, key: key.join('/') };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch (cause) {
    throw new S3Error('InvalidArgument', { cause });
  }
}

/**
 * A request has to name the access key (signature version 4, in a header or the address). The signature itself is not
 * checked, which is enough for a random key on loopback.
 * @throws S3Error when it does not
 */
export function refuseStrangers({ headers }: IncomingMessage, { query }: Target, accessKey: string): void {
  const named =
    query.get('X-Amz-Credential') ?? /Credential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1];
  if (named === undefined) throw new S3Error('AccessDenied');
  const key = Buffer.from(named.split('/')[0] ?? '');
  const expected = Buffer.from(accessKey);
  if (key.length !== expected.length || !timingSafeEqual(key, expected)) {
    throw new S3Error('InvalidAccessKeyId');
  }
}

/** What of the header fields is kept with an object. */
const KEPT = [
  'content-type',
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
];

export function metadataIn(headers: IncomingMessage['headers']): Record<string, string> {
  const kept = Object.entries(headers).filter(
    ([name]) => KEPT.includes(name) || name.startsWith('x-amz-meta-'),
  );
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

/** The part of the object that is asked for, the end included, or all of it. @throws S3Error when it has no such bytes */
export function rangeIn(range: string | undefined, size: number): { start: number; end: number } | undefined {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (from === '' && to === '') return undefined;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (start > end) throw new S3Error('InvalidRange');
  return { start, end };
}

/** Whether a list of ETags has this one. */
export const hasEtag = (list: string, etag: string) =>
  list
    .split(',')
    .some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '').replaceAll('"', '') === etag);
