import { createHash } from 'node:crypto';
import type { EventData } from '@halftone/contracts';
import type { TestSystem } from '@halftone/local-stack/testing';
import { connectLog, type Logged } from '@halftone/messaging';
import { createLogger } from '@halftone/runtime';
import pg from 'pg';
import { expect } from 'vitest';

type Final = EventData<'image.compressed'> | EventData<'image.failed'>;

/** Everything that the log says of a request. */
export async function eventsOf(system: TestSystem, requestId: string): Promise<Logged[]> {
  await using log = await openLog(system);
  const all = await Array.fromAsync(log.replay());
  return all.filter(({ event }) => event.data.requestId === requestId);
}

/** The sequence of the newest event. */
export async function lastSequence(system: TestSystem): Promise<number> {
  await using log = await openLog(system);
  return await log.lastSequence();
}

const openLog = (system: TestSystem) =>
  connectLog({ url: system.nats.url, service: 'gateway', logger: createLogger('test', 'silent') });

/**
 * Proves, from the log, the read model and the store, that nothing of a request was lost and nothing counted twice.
 * @param expected what the catalogue asked for
 */
export async function expectNothingLost(
  system: TestSystem,
  requestId: string,
  expected: { products: number; images: number },
): Promise<void> {
  const events = await eventsOf(system, requestId);
  const finals = firstFinals(events);
  expect(distinct(events, 'product.listed', 'row')).toBe(expected.products);
  expect(distinct(events, 'image.requested', 'imageId')).toBe(expected.images);
  expect(finals.size).toBe(expected.images);
  expect(events.filter(({ event }) => event.name === 'request.completed')).toHaveLength(1);

  const compressed = [...finals.values()].filter((final) => 'output' in final);
  expect(await countsInReadModel(system, requestId)).toEqual({
    products: expected.products,
    images: expected.images,
    ended: expected.images,
    images_compressed: compressed.length,
    images_failed: expected.images - compressed.length,
  });
  for (const { output } of compressed) {
    const response = await fetch(output.url);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect({ status: response.status, sha256: createHash('sha256').update(bytes).digest('hex') }).toEqual({
      status: 200,
      sha256: output.sha256,
    });
  }
}

/** The final event of each image that counts: the first in the log. */
function firstFinals(events: Logged[]): Map<string, Final> {
  const finals = new Map<string, Final>();
  for (const { event } of events) {
    if (event.name !== 'image.compressed' && event.name !== 'image.failed') continue;
    if (!finals.has(event.data.imageId)) finals.set(event.data.imageId, event.data);
  }
  return finals;
}

function distinct(events: Logged[], name: string, key: string): number {
  const data = events.filter(({ event }) => event.name === name).map(({ event }) => event.data);
  return new Set(data.map((item) => (item as Record<string, unknown>)[key])).size;
}

async function countsInReadModel(system: TestSystem, requestId: string): Promise<Record<string, number>> {
  const [row] = await query(
    system,
    `select (select count(*)::int from halftone.products where request_id = $1) as products,
            (select count(*)::int from halftone.images where request_id = $1) as images,
            (select count(*)::int from halftone.images where request_id = $1 and ended_at is not null) as ended,
            images_compressed, images_failed
       from halftone.requests where id = $1`,
    [requestId],
  );
  return row as Record<string, number>;
}

const TABLES = ['requests', 'products', 'images', 'webhook_attempts'];

/** Every row of every table of the read model, as text. */
export async function readModelOf(system: TestSystem): Promise<Record<string, string[]>> {
  const tables = TABLES.map(async (table) => {
    const rows = await query(system, `select t::text as row from halftone.${table} t order by t::text`);
    return [table, rows.map(({ row }) => String(row))] as const;
  });
  return Object.fromEntries(await Promise.all(tables));
}

async function query(
  system: TestSystem,
  sql: string,
  values: unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(system.database.adminUrl);
  await client.connect();
  try {
    return (await client.query(sql, values)).rows;
  } finally {
    await client.end();
  }
}
