import { createHash } from 'node:crypto';
import type { TestObjectStore, TestSystem } from '@halftone/local-stack/testing';
import { parse } from 'csv-parse/sync';
import { Client } from 'minio';
import pg from 'pg';
import type { Catalogue } from './catalogue.ts';
import type { Ledger } from './ledger.ts';
import type { Received } from './receiver.ts';

/** What stands outside the log and has to agree with it: the read model, the output CSV, the store, the receiver. */

/** The read model's rows of a request against its ledger. */
export async function readModelFindings(database: pg.Client, ledger: Ledger): Promise<string[]> {
  const { rows } = await database.query(
    `select accepted_seq::int, products_listed, images_compressed, images_failed, completed_seq is not null as is_completed,
            (select count(*)::int from halftone.products p where p.request_id = r.id) as products,
            (select coalesce(json_object_agg(image_id, coalesce(output_sha256, reason_code)), '{}')
               from halftone.images i where i.request_id = r.id) as images
       from halftone.requests r where id = $1`,
    [ledger.requestId],
  );
  const ends = [...ledger.finals].map(([imageId, final]) => [
    imageId,
    'output' in final ? final.output.sha256 : final.reason.code,
  ]);
  const compressed = [...ledger.finals.values()].filter((final) => 'output' in final).length;
  const expected = {
    accepted_seq: ledger.accepted[0]?.seq,
    products_listed: ledger.listed.size,
    images_compressed: compressed,
    images_failed: ledger.finals.size - compressed,
    is_completed: true,
    products: ledger.listed.size,
    images: Object.fromEntries(ends),
  };
  const found: Record<string, unknown> = rows[0] ?? {};
  return Object.entries(expected)
    .filter(([name, value]) => inOrder(found[name]) !== inOrder(value))
    .map(([name]) => `the read model has other ${name} than the log`);
}

/** The output CSV against the catalogue: every product, in order, with an output in the place of each image. */
export async function outputFindings(api: string, ledger: Ledger, catalogue: Catalogue): Promise<string[]> {
  const response = await fetch(`${api}/api/download/${ledger.requestId}`);
  if (response.status !== 200) return [`the output CSV answers ${response.status}`];
  const rows: Record<string, string>[] = parse(await response.text(), { columns: true });
  if (rows.length !== catalogue.products.length) return [`the output CSV has ${rows.length} rows`];
  const outputs = new Map(
    [...ledger.requested].map(([imageId, { url }]) => {
      const final = ledger.finals.get(imageId);
      return [url, final && 'output' in final ? final.output.url : ''];
    }),
  );
  return catalogue.products.flatMap((urls, i) => {
    const expected = urls.map((url) => outputs.get(url) ?? '').join(', ');
    const found = rows[i]?.['Output Image URLs'];
    return found === expected ? [] : [`row ${i + 1} of the output CSV is ${found}, not ${expected}`];
  });
}

/** The webhooks that came against the request they tell of. */
export function webhookFindings(received: readonly Received[], { requestId }: Ledger): string[] {
  const findings: string[] = [];
  if (!received.some(({ confirmed }) => confirmed)) findings.push('no webhook was confirmed');
  const ids = new Set(received.map(({ id }) => id));
  if (ids.size > 1) findings.push(`its webhook came with ${ids.size} ids`);
  if (received.some(({ isSigned }) => !isSigned)) findings.push('a webhook was not signed');
  const isAboutIt = ({ body }: Received) =>
    (JSON.parse(body) as { requestId: string }).requestId === requestId;
  if (!received.every(isAboutIt)) findings.push('a webhook is about another request');
  return findings;
}

/** The bucket against the log: every output is there, byte for byte, and nothing else. */
export async function storeFindings(
  { endpoint, bucket, ...keys }: TestObjectStore,
  ledgers: Iterable<Ledger>,
): Promise<string[]> {
  const { hostname, port } = new URL(endpoint);
  const { accessKey, secretKey } = keys;
  const client = new Client({ endPoint: hostname, port: Number(port), useSSL: false, accessKey, secretKey });
  let objects: { name?: string }[];
  try {
    objects = await client.listObjectsV2(bucket, '', true).toArray();
  } catch (error) {
    return [`the store does not list its objects: ${error}`];
  }
  const unexpected = new Set(objects.map(({ name = '' }) => name));
  const findings: string[] = [];
  for (const { finals } of ledgers) {
    for (const final of finals.values()) {
      if (!('output' in final)) continue;
      const { key, url, sha256 } = final.output;
      if (!unexpected.delete(key)) findings.push(`${key} is not in the store`);
      else if ((await digestAt(url)) !== sha256) findings.push(`${key} is not what was stored`);
    }
  }
  return [...findings, ...[...unexpected].map((name) => `nobody knows of ${name} in the store`)];
}

async function digestAt(url: string): Promise<string> {
  const bytes = await (await fetch(url)).arrayBuffer();
  return createHash('sha256').update(Buffer.from(bytes)).digest('hex');
}

/** A connection to the read model as its administrator, for as long as the work takes. */
export async function withReadModel<T>(
  { database }: TestSystem,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(database.adminUrl);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The same text for the same values, whatever their order. */
function inOrder(value: unknown): string | undefined {
  return JSON.stringify(value, (_, item) =>
    item && typeof item === 'object'
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
