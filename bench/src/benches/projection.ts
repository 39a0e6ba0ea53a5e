import { randomUUID } from 'node:crypto';
import { imageIdOf } from '@halftone/contracts';
import { createWindow, type EventLog } from '@halftone/messaging';
import pg from 'pg';
import type { Bench } from '../bench.ts';
import type { AnyEvent } from '../references/bare-publisher.ts';
import { interleave } from '../report/statistics.ts';
import type { Another } from '../system/pinned.ts';
import type { System } from '../system/system.ts';

const EVENTS = 200_000;
const IMAGES_OF_A_REQUEST = 10_000;
const BATCH = 500;

export const projection: Bench = {
  name: 'projection',
  what: '200,000 image events into the read model, against bare set-based upserts of the same rows',
  async run({ startSystem, scale, runs }) {
    const images = Math.ceil((EVENTS * scale) / 2);
    await using system = await startSystem({ services: ['tracker'] });
    await using client = await bareTables(system.databaseUrl);
    let events: AnyEvent[] = [];
    const { measured, reference, ratio } = await interleave(
      runs,
      {
        measured: async () => {
          events = [...imageEvents(images)];
          return projectedPerSecond(system, events);
        },
        reference: async () => {
          if (events.length === 0) events = [...imageEvents(images)];
          return bareUpserts(client, events);
        },
      },
      (pair) => pair.measured / pair.reference,
    );
    return [
      {
        what: `${2 * images} image events projected`,
        measured: { value: measured, unit: 'events/s' },
        reference: { value: reference, unit: 'rows/s', what: 'bare set-based upserts' },
        ratio,
        goal: { atLeast: 0.5 },
      },
      {
        what: 'the same, as a figure (on two idle cores)',
        measured: { value: measured, unit: 'events/s' },
        reference: null,
        ratio: measured,
        goal: { atLeast: 10_000 },
      },
    ];
  },
};

/**
 * Projects what is in the log already. The clock starts once the trackers are at work: they were held up until then.
 * @param another a tracker beside the system's own
 */
export async function projectedPerSecond(
  system: System,
  events: readonly AnyEvent[],
  another?: Another,
): Promise<number> {
  await system.pause('tracker');
  another?.pause();
  const before = await system.log.lastSequence();
  await publishAll(system.log, events);
  another?.resume();
  await system.resume('tracker');
  const share = Math.ceil(events.length / 10);
  await system.consumerReaches('tracker', before + share);
  const startedAt = performance.now();
  await system.consumerReaches('tracker', before + events.length);
  return (events.length - share) / ((performance.now() - startedAt) / 1000);
}

/** Requested and compressed, request after request, as a busy day leaves them. */
export function* imageEvents(
  images: number,
): Generator<AnyEvent & { name: 'image.requested' | 'image.compressed' }> {
  const recipe = { quality: 50 };
  for (let first = 0; first < images; first += IMAGES_OF_A_REQUEST) {
    const requestId = randomUUID();
    const urls = Array.from(
      { length: Math.min(IMAGES_OF_A_REQUEST, images - first) },
      (_, index) => `https://images.example/${first + index}.jpg`,
    );
    for (const url of urls) {
      const imageId = imageIdOf(url, recipe);
      yield { name: 'image.requested', data: { requestId, imageId, url, recipe, lane: 'bulk' } };
    }
    for (const url of urls)
      yield { name: 'image.compressed', data: compressedOf(requestId, imageIdOf(url, recipe)) };
  }
}

const SHA256 = 'a'.repeat(64);

const compressedOf = (requestId: string, imageId: string) => ({
  requestId,
  imageId,
  source: { bytes: 500_000, format: 'jpeg', width: 1600, height: 1200, sha256: SHA256 },
  output: {
    key: `${requestId}/${imageId}.jpg`,
    url: `https://outputs.example/halftone/${requestId}/${imageId}.jpg`,
    bytes: 150_000,
    contentType: 'image/jpeg',
    width: 1600,
    height: 1200,
    sha256: SHA256,
  },
  quality: 50,
  keptOriginal: false,
  timings: { downloadMs: 12.5, encodeMs: 25.1, storeMs: 3.2 },
  attempts: 1,
});

async function publishAll(log: EventLog, events: readonly AnyEvent[]): Promise<void> {
  const window = createWindow(512);
  for (const { name, data } of events) await window.add(() => log.publish(name, data));
  await window.drain();
}

const UPSERT_REQUESTED = `
  insert into bare.images (request_id, image_id, url)
  select * from json_to_recordset($1) as r(request_id text, image_id text, url text)
  on conflict (request_id, image_id) do update set url = excluded.url`;

const UPSERT_COMPRESSED = `
  insert into bare.images (request_id, image_id, source, output, quality, attempts)
  select * from json_to_recordset($1)
    as r(request_id text, image_id text, source jsonb, output jsonb, quality int, attempts int)
  on conflict (request_id, image_id) do update
    set source = excluded.source, output = excluded.output, quality = excluded.quality, attempts = excluded.attempts`;

async function bareTables(url: string): Promise<pg.Client & AsyncDisposable> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('create schema bare');
  await client.query(`create table bare.images (request_id text, image_id text, url text, source jsonb, output jsonb,
    quality int, attempts int, primary key (request_id, image_id))`);
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.end() });
}

async function bareUpserts(client: pg.Client, events: Iterable<AnyEvent>): Promise<number> {
  const batches = batchesOf(events);
  await client.query('truncate bare.images');
  const startedAt = performance.now();
  let rows = 0;
  for (const { statement, values } of batches) {
    await client.query({ name: statement.slice(0, 60), text: statement, values: [JSON.stringify(values)] });
    rows += values.length;
  }
  return rows / ((performance.now() - startedAt) / 1000);
}

type Batch = { statement: string; values: unknown[] };

function batchesOf(events: Iterable<AnyEvent>): Batch[] {
  const batches: Batch[] = [];
  for (const { name, data } of events) {
    const statement = name === 'image.requested' ? UPSERT_REQUESTED : UPSERT_COMPRESSED;
    let batch = batches.at(-1);
    if (batch?.statement !== statement || batch.values.length >= BATCH) {
      batch = { statement, values: [] };
      batches.push(batch);
    }
    const { requestId, ...rest } = data;
    batch.values.push({ request_id: requestId, image_id: 'imageId' in rest ? rest.imageId : '', ...rest });
  }
  return batches;
}
