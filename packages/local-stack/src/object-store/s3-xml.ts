import { SaxesParser } from 'saxes';
import type { Listed } from './file-store.ts';
import { S3Error } from './s3-errors.ts';

/** What S3 says and is told in XML (https://docs.aws.amazon.com/AmazonS3/latest/API/). */

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Characters that XML cannot hold are left out. */
const text = (value: string | number) =>
  String(value)
    .toWellFormed()
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML has no way to write these characters
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '')
    .replace(/[&<>"]/g, (character) => ESCAPED[character] ?? '');

const element = (name: string, value: string | number) => `<${name}>${text(value)}</${name}>`;

const document = (root: string, content: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">${content}</${root}>`;

export const errorXml = ({ code, message }: S3Error) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${element('Code', code)}${element('Message', message)}</Error>`;

export const locationXml = () => document('LocationConstraint', '');

export const copiedXml = (etag: string, modifiedAt: Date) =>
  document(
    'CopyObjectResult',
    element('LastModified', modifiedAt.toISOString()) + element('ETag', `"${etag}"`),
  );

export function bucketsXml(buckets: readonly { name: string; createdAt: Date }[]): string {
  const entries = buckets.map(
    ({ name, createdAt }) =>
      `<Bucket>${element('Name', name)}${element('CreationDate', createdAt.toISOString())}</Bucket>`,
  );
  return document('ListAllMyBucketsResult', `<Buckets>${entries.join('')}</Buckets>`);
}

export type Listing = { bucket: string; prefix: string; delimiter: string; encode: boolean };

/** In pieces, and all in one page: how stores lead to the next one differs, and clients take what they are given. */
export function* listingXml(
  { bucket, prefix, delimiter, encode }: Listing,
  objects: Iterable<Listed>,
): Generator<string> {
  const encoded = (key: string) => (encode ? encodeURIComponent(key).replaceAll('%2F', '/') : key);
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="${NAMESPACE}">`;
  yield element('Name', bucket) + element('Prefix', encoded(prefix)) + element('IsTruncated', 'false');
  if (encode) yield element('EncodingType', 'url');
  let group = '';
  for (const { key, size, etag, modifiedAt } of objects) {
    const end = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    if (end < 0) {
      yield `<Contents>${element('Key', encoded(key))}${element('LastModified', modifiedAt.toISOString())}${element('ETag', `"${etag}"`)}${element('Size', size)}${element('StorageClass', 'STANDARD')}</Contents>`;
      continue;
    }
    const next = key.slice(0, end + delimiter.length);
    if (next !== group) yield `<CommonPrefixes>${element('Prefix', encoded(next))}</CommonPrefixes>`;
    group = next;
  }
  yield '</ListBucketResult>';
}

export const removedXml = (keys: readonly string[]) =>
  document('DeleteResult', keys.map((key) => `<Deleted>${element('Key', key)}</Deleted>`).join(''));

/** The keys that a request wants removed. @throws S3Error when it is no such request */
export function keysToRemove(xml: string): string[] {
  const keys: string[] = [];
  const parser = new SaxesParser();
  let inKey = '';
  let isKey = false;
  parser.on('opentag', ({ name }) => {
    isKey = name === 'Key';
    inKey = '';
  });
  parser.on('text', (piece) => {
    if (isKey) inKey += piece;
  });
  parser.on('closetag', ({ name }) => {
    if (name === 'Key') keys.push(inKey);
    isKey = false;
  });
  parser.on('error', (cause) => {
    throw new S3Error('MalformedXML', { cause });
  });
  parser.write(xml).close();
  return keys;
}
