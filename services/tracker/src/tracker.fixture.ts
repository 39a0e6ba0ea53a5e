import {
  createEvent,
  DEFAULT_RECIPE,
  type EventData,
  type EventName,
  EXAMPLES,
  type HalftoneEvent,
  imageIdOf,
  reasonOf,
  type ServiceName,
} from '@halftone/contracts';
import { databaseForTest, type TestDatabase } from '@halftone/local-stack/testing';
import type { Delivery, EventLog, Logged } from '@halftone/messaging';
import { migrate, openReadModel, type ReadModel } from '@halftone/read-model';

/** A migrated read model in a database of its own. */
export async function readModelForTest(): Promise<ReadModel & { database: TestDatabase }> {
  await using parts = new AsyncDisposableStack();
  const database = parts.use(await databaseForTest());
  const readModel = parts.use(await openReadModel({ url: database.trackerUrl }));
  await migrate(readModel);
  const opened = parts.move();
  return { ...readModel, database, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

export const TABLES = [
  'requests',
  'products',
  'rejected_rows',
  'images',
  'webhook_attempts',
  'deleted_requests',
  'webhook_endpoints',
];

/** Every row of every table, each as JSON text, in an order that the rows alone decide. */
export async function dump(readModel: ReadModel): Promise<Record<string, string[]>> {
  const tables: Record<string, string[]> = {};
  for (const table of TABLES) {
    const rows = await readModel
      .em()
      .execute<{ row: string }[]>(`select to_jsonb(t)::text as row from ${readModel.schema}.${table} t`);
    tables[table] = rows.map(({ row }) => row).sort();
  }
  return tables;
}

export type Fact = { [N in EventName]: { name: N; data: EventData<N> } }[EventName];

/** A request with two images to a product, one image shared by all; image 3, 6, 9 … fail. Bad rows stand at the end. */
export function factsOfRequest(
  requestId: string,
  {
    products,
    rejected = 0,
    failing = (image: number) => image % 3 === 0,
  }: { products: number; rejected?: number; failing?: (image: number) => boolean },
): Fact[] {
  const urls = Array.from({ length: products + 1 }, (_, index) => `https://shop.example/${index + 1}.jpg`);
  const listed = (row: number) =>
    [urls[row - 1], urls.at(-1)].map((url = '') => ({ url, imageId: imageIdOf(url, DEFAULT_RECIPE) }));
  return [
    accepted(requestId, { products, images: urls.length, ...(rejected > 0 && { rejected }) }),
    ...Array.from({ length: products }, (_, index) => listedInRow(requestId, index + 1, listed(index + 1))),
    ...Array.from({ length: rejected }, (_, index) =>
      rejectedOnLine(requestId, products + 2 + index, products),
    ),
    ...urls.map(
      (url): Fact => ({
        name: 'image.requested',
        data: {
          ...EXAMPLES['image.requested'],
          requestId,
          url,
          imageId: imageIdOf(url, DEFAULT_RECIPE),
        },
      }),
    ),
    ...urls.map((url, index): Fact => {
      const imageId = imageIdOf(url, DEFAULT_RECIPE);
      return failing(index + 1) ? failed(requestId, imageId) : compressed(requestId, imageId, index);
    }),
  ];
}

export function accepted(requestId: string, totals: EventData<'request.accepted'>['totals']): Fact {
  return { name: 'request.accepted', data: { ...EXAMPLES['request.accepted'], requestId, totals } };
}

export function listedInRow(
  requestId: string,
  row: number,
  images: EventData<'product.listed'>['images'] = EXAMPLES['product.listed'].images,
): Fact {
  const [serial, name] = [`${row}`, `Product ${row}`];
  return { name: 'product.listed', data: { requestId, row, serial, name, cells: [serial, name], images } };
}

export function rejectedOnLine(requestId: string, line: number, after: number): Fact {
  return { name: 'product.rejected', data: { ...EXAMPLES['product.rejected'], requestId, line, after } };
}

export function deleted(requestId: string): Fact {
  return { name: 'request.deleted', data: { requestId, by: 'test' } };
}

/** Every third one was made for its image; of the others every second one was not downloaded. */
export function compressed(requestId: string, imageId: string, size = 0): Fact {
  const { reused: _reused, ...example } = EXAMPLES['image.compressed'];
  const by = size % 2 ? 'not-modified' : 'same-bytes';
  return {
    name: 'image.compressed',
    data: {
      ...example,
      requestId,
      imageId,
      source: { ...example.source, bytes: 1000 + size },
      output: { ...example.output, bytes: 500 + size },
      ...(size % 3 > 0 && { reused: { requestId: 'r0', by } }),
    },
  };
}

/** What is known of a file that could not be read. */
export const FAILED_SOURCE = { bytes: 40_000, format: 'heic' };

export function failed(requestId: string, imageId: string): Fact {
  const reason = reasonOf('not_found', 'The server answered 404.');
  return { name: 'image.failed', data: { requestId, imageId, reason, source: FAILED_SOURCE, attempts: 1 } };
}

/** A fact with a date that no calendar has: its schema lets it pass, and PostgreSQL refuses it. */
export function refusedByPostgres(requestId: string): Fact {
  const due = { outcome: 'retrying', nextAttemptAt: '2026-02-30T00:00:00.000Z' } as const;
  return { name: 'webhook.attempted', data: { ...EXAMPLES['webhook.attempted'], requestId, ...due } };
}

/** Facts as they would stand in the log: the first at the sequence, one second after another. */
export function inLog(facts: readonly Fact[], firstSeq = 1): Logged[] {
  return facts.map((fact, index) => ({
    seq: firstSeq + index,
    event: eventOf(fact, new Date(Date.UTC(2026, 0, 1) + (firstSeq + index) * 1000)),
  }));
}

/** The events as messaging hands them to a handler. */
export function delivered(events: readonly Logged[], signal = new AbortController().signal): Delivery[] {
  return events.map((logged) => ({ ...logged, attempt: 1, signal, progress: () => {} }));
}

function eventOf({ name, data }: Fact, time: Date): HalftoneEvent {
  const source: `halftone/${ServiceName}` = 'halftone/gateway';
  return createEvent(name, data, { source, time });
}

/** Publishes the facts in their order, many at a time. */
export async function publishAll(log: Pick<EventLog, 'publish'>, facts: readonly Fact[]): Promise<void> {
  await Promise.all(facts.map(({ name, data }) => log.publish(name, data)));
}

/** Numbers between 0 and 1 that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The items in another order (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const deck = [...items];
  const order: T[] = [];
  while (deck.length > 0) order.push(...deck.splice(Math.floor(random() * deck.length), 1));
  return order;
}
