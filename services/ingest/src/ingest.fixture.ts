import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { openCatalogue } from '@halftone/catalog';
import { DEFAULT_RECIPE, type EventData, imageIdOf, UPLOADS_BUCKET } from '@halftone/contracts';
import { environmentOfProgram } from '@halftone/local-stack/testing';
import type { EventLog, Logged } from '@halftone/messaging';

/** The first image of every product is its own, the second is shared by ten. */
const urlsOf = (row: number) => [`https://a.example/${row}.jpg`, `https://b.example/${row % 10}.jpg`];

const rowsTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

const catalogueOf = (products: number) =>
  [
    'S. No.,Product Name,Input Image URLs',
    ...rowsTo(products).map((row) => `${row},Product ${row},"${urlsOf(row)}"`),
  ].join('\n');

/** The ids of the images that a catalogue of so many products has, sorted. */
export const imageIdsOf = (products: number) =>
  [...new Set(rowsTo(products).flatMap(urlsOf))].map((url) => imageIdOf(url, DEFAULT_RECIPE)).sort();

let requests = 0;

/** Stores a catalogue and announces it, as the gateway does. */
export async function acceptCatalogue(
  log: EventLog,
  products: number,
  changes: Partial<EventData<'request.accepted'>> = {},
): Promise<EventData<'request.accepted'>> {
  const requestId = `request-${++requests}`;
  const content = [Buffer.from(catalogueOf(products))];
  const stored = await log.uploads.put(requestId, streamOf(content));
  const { dialect } = await openCatalogue(streamOf(content));
  const accepted: EventData<'request.accepted'> = {
    requestId,
    tenant: 'public',
    upload: { bucket: UPLOADS_BUCKET, object: requestId, filename: 'catalogue.csv', ...stored, ...dialect },
    totals: { products, images: imageIdsOf(products).length },
    recipe: DEFAULT_RECIPE,
    lane: 'express',
    ...changes,
  };
  await log.publish('request.accepted', accepted);
  return accepted;
}

async function* streamOf(pieces: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

/** Stores and announces a file with two products, and three bad rows that are to be skipped. */
export async function acceptBadRows(
  log: EventLog,
  upload: Partial<EventData<'request.accepted'>['upload']> = { invalidRows: 'skip', maxUrlsPerRow: 2 },
): Promise<EventData<'request.accepted'>> {
  const accepted = await acceptCatalogue(log, 1);
  const object = `${accepted.requestId}-bad`;
  const lines = [
    'S. No.,Product Name,Input Image URLs',
    '1,Good,"https://a.example/1.jpg,https://a.example/2.jpg"',
    '2,,https://a.example/3.jpg',
    '3,Many,"https://a.example/4.jpg,https://a.example/5.jpg,https://a.example/6.jpg"',
    '4,Good too,https://a.example/1.jpg',
    '5,Imageless,',
  ];
  await log.uploads.put(object, streamOf([Buffer.from(lines.join('\n'))]));
  return acceptCatalogue(log, 1, {
    upload: { ...accepted.upload, object, ...upload },
    totals: { products: 2, images: 2, rejected: 3 },
  });
}

/** Stores and announces a workbook, of which the gateway has found so much. */
export async function acceptWorkbook(
  log: EventLog,
  workbook: Uint8Array,
  { sheet, totals }: { sheet: string; totals: EventData<'request.accepted'>['totals'] },
): Promise<EventData<'request.accepted'>> {
  const accepted = await acceptCatalogue(log, 1);
  const object = `${accepted.requestId}-workbook`;
  const stored = await log.uploads.put(object, streamOf([workbook]));
  await using catalogue = await openCatalogue(streamOf([workbook]), { sheet });
  const upload = { ...accepted.upload, object, ...stored, ...catalogue.dialect };
  return acceptCatalogue(log, 1, { upload, totals });
}

/** What ingest has said of a request so far, in the order of the log. */
export async function listingOf(log: EventLog, requestId: string) {
  const products: EventData<'product.listed'>[] = [];
  const images: EventData<'image.requested'>[] = [];
  const rejected: EventData<'product.rejected'>[] = [];
  const names: Logged['event']['name'][] = [];
  for await (const { event } of log.replay()) {
    if (event.data.requestId !== requestId || event.name === 'request.accepted') continue;
    names.push(event.name);
    if (event.name === 'product.listed') products.push(event.data);
    if (event.name === 'image.requested') images.push(event.data);
    if (event.name === 'product.rejected') rejected.push(event.data);
  }
  return { products, images, rejected, names };
}

export type IngestProcess = AsyncDisposable & { kill(): Promise<void> };

/** Starts the service as a process of its own, as local mode does. */
export async function startIngest(natsUrl: string): Promise<IngestProcess> {
  const child: ChildProcess = spawn(process.execPath, [fileURLToPath(new URL('main.ts', import.meta.url))], {
    env: environmentOfProgram({
      NATS_URL: natsUrl,
      ACK_WAIT_MS: '1000',
      PUBLISH_WINDOW: '64',
      LOG_LEVEL: 'warn',
    }),
    // The channel ends it with this process, should that be killed.
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  await once(child, 'spawn');
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await exited;
  };
  return { kill: () => end('SIGKILL'), [Symbol.asyncDispose]: () => end('SIGTERM') };
}
