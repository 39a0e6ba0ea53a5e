import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import { Client } from 'minio';
import sharp from 'sharp';

/**
 * What somebody would write in an hour: `node plain-script-process.ts CATALOGUE PREFIX`, with the store in S3_ENDPOINT,
 * S3_ACCESS_KEY, S3_SECRET_KEY and S3_BUCKET. No durability, no guard, no log; the first failure ends it.
 */

const AT_ONCE = 16;
const [catalogue = '', prefix = ''] = process.argv.slice(2);
const { S3_ENDPOINT = '', S3_ACCESS_KEY = '', S3_SECRET_KEY = '', S3_BUCKET = '' } = process.env;
const { hostname, port } = new URL(S3_ENDPOINT);
const store = new Client({
  endPoint: hostname,
  port: Number(port),
  useSSL: false,
  accessKey: S3_ACCESS_KEY,
  secretKey: S3_SECRET_KEY,
  region: 'us-east-1',
});

const urls: string[] = [];
await pipeline(createReadStream(catalogue), parse({ columns: true }), async (rows) => {
  for await (const row of rows) urls.push(...row['Input Image Urls'].split(','));
});

let next = 0;
const work = async () => {
  while (next < urls.length) {
    const number = next++;
    const answer = await fetch(urls[number] ?? '');
    if (!answer.ok) throw new Error(`${answer.status} for ${urls[number]}`);
    const output = await sharp(await answer.arrayBuffer())
      .jpeg({ quality: 50 })
      .toBuffer();
    await store.putObject(S3_BUCKET, `${prefix}/${number}.jpg`, output, output.length, {
      'Content-Type': 'image/jpeg',
    });
  }
};
await Promise.all(Array.from({ length: AT_ONCE }, work));
