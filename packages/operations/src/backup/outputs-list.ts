import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import type { OutputStore, StoredObject } from '../output-store.ts';

/** The list of the outputs: one JSON array of key and bytes for each line, in the order of the bucket, compressed. */
export type OutputsList = { content: AsyncIterable<Uint8Array>; counts: { objects: number; bytes: number } };

/** Lists the bucket while the list is read; the counts are right once it is read to its end. */
export function listOutputs(store: Pick<OutputStore, 'objects'>): OutputsList {
  const counts = { objects: 0, bytes: 0 };
  async function* lines(): AsyncGenerator<string> {
    for await (const { key, bytes } of store.objects()) {
      counts.objects += 1;
      counts.bytes += bytes;
      yield `${JSON.stringify([key, bytes])}\n`;
    }
  }
  return { content: Readable.from(lines()).pipe(createGzip()), counts };
}

/** An object of the list that is not in the bucket as it was. */
export type MissingObject = { key: string; why: 'missing' | 'size differs' };

/**
 * Compares the list of a backup with the bucket. Both are in the bucket's order, which is that of the keys' bytes in UTF-8
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html), so that neither has to be in memory.
 */
export async function* missingOutputs(
  list: AsyncIterable<Uint8Array>,
  store: Pick<OutputStore, 'objects'>,
): AsyncGenerator<MissingObject> {
  const present = store.objects()[Symbol.asyncIterator]();
  let next = await present.next();
  for await (const { key, bytes } of listed(list)) {
    while (!next.done && isBefore(next.value.key, key)) next = await present.next();
    if (next.done || next.value.key !== key) yield { key, why: 'missing' };
    else if (next.value.bytes !== bytes) yield { key, why: 'size differs' };
  }
}

async function* listed(list: AsyncIterable<Uint8Array>): AsyncGenerator<StoredObject> {
  const lines = createInterface({ input: Readable.from(list).pipe(createGunzip()) });
  for await (const line of lines) {
    const [key, bytes] = JSON.parse(line) as [string, number];
    yield { key, bytes };
  }
}

const isBefore = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
