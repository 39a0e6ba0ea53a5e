import { createReadStream, openAsBlob } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';
import type { Bench } from '../bench.ts';
import { listingEvents } from '../material/listing-events.ts';
import { startBarePublisher } from '../references/bare-publisher.ts';
import type { Row } from '../report/rows.ts';
import { fasterBy, interleave, median } from '../report/statistics.ts';
import { upload } from '../system/client.ts';
import { watchMemory } from '../system/memory-watch.ts';
import type { System } from '../system/system.ts';
import { temporaryFolder } from '../system/temporary-folder.ts';

const ROWS = 1_000_000;
const MEMORY_MIB = 200;
/** Events that the bare publisher is measured with, before and after. */
const BARE_EVENTS = 100_000;

export const largeCatalogue: Bench = {
  name: 'million-rows',
  what: 'a catalogue of a million rows: until it is accepted against csv-parse alone, and its fan-out against a bare publisher',
  async run({ startSystem, runs, scale, say }) {
    const rows = Math.ceil(ROWS * scale);
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'catalogue.csv');
    await writeCatalogue(file, rows);
    // Nobody downloads a million images for this, and what the tracker does is measured elsewhere: it makes the tables.
    await using system = await startSystem({ services: ['tracker', 'gateway', 'ingest'] });
    await system.pause('tracker');
    const fanOut = await measureFanOut(system, file, rows);
    say('fan-out measured');
    const accepted = await measureAcceptance({ startSystem, runs }, file, rows);
    return [...accepted, ...fanOut];
  },
};

async function measureAcceptance(
  { startSystem, runs }: Pick<Parameters<Bench['run']>[0], 'startSystem' | 'runs'>,
  file: string,
  rows: number,
): Promise<Row[]> {
  // Without ingest, which would begin its work meanwhile.
  await using system = await startSystem({ services: ['tracker', 'gateway'] });
  await system.pause('tracker');
  await using memory = watchMemory(() => system.usageOf('gateway'));
  const { measured, reference, ratio } = await interleave(
    runs,
    {
      measured: () => timeOf(() => uploadFile(system, file)),
      reference: () => timeOf(() => parseAlone(file)),
    },
    fasterBy,
  );
  const { size } = await stat(file);
  return [
    {
      what: `${rows} rows (${Math.round(size / 2 ** 20)} MiB), until they are accepted`,
      measured: { value: rows / (measured / 1000), unit: 'rows/s' },
      reference: { value: rows / (reference / 1000), unit: 'rows/s', what: 'csv-parse alone' },
      ratio,
      goal: { atLeast: 0.6 },
    },
    memoryRow("the gateway's memory meanwhile, at its peak", memory.peakMib()),
  ];
}

async function measureFanOut(system: System, file: string, rows: number): Promise<Row[]> {
  await using bare = await startBarePublisher(system.natsUrl, listingEvents(BARE_EVENTS / 2));
  const before = await bare.publishAll();
  await using memory = watchMemory(() => system.usageOf('ingest'));
  const startedAt = performance.now();
  await uploadFile(system, file);
  const acceptedAt = performance.now();
  const events = 1 + 2 * rows;
  await system.logReaches(events);
  const measured = (events - 1) / ((performance.now() - Math.max(startedAt, acceptedAt)) / 1000);
  const after = await bare.publishAll();
  const reference = median([before, after]);
  return [
    {
      what: `${rows} rows, fanned out as ${events - 1} events`,
      measured: { value: measured, unit: 'events/s' },
      reference: { value: reference, unit: 'events/s', what: 'bare windowed publisher' },
      ratio: measured / reference,
      goal: { atLeast: 0.7 },
    },
    memoryRow("ingest's memory meanwhile, at its peak", memory.peakMib()),
  ];
}

const memoryRow = (what: string, peakMib: number): Row => ({
  what,
  measured: { value: peakMib, unit: 'MiB' },
  reference: null,
  ratio: peakMib,
  goal: { atMost: MEMORY_MIB },
});

const uploadFile = async (system: System, file: string) =>
  upload(system.api, await openAsBlob(file, { type: 'text/csv' }));

async function parseAlone(file: string): Promise<void> {
  const parser = parse();
  let records = 0;
  await pipeline(createReadStream(file), parser, async (source) => {
    for await (const _record of source) records += 1;
  });
  if (records === 0) throw new Error('csv-parse found no records');
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function writeCatalogue(file: string, rows: number): Promise<void> {
  await using handle = await open(file, 'w');
  const writer = handle.createWriteStream();
  writer.write('S. No.,Product Name,Input Image Urls\n');
  for (let start = 1; start <= rows; start += 1000) {
    const lines = Array.from({ length: Math.min(1000, rows - start + 1) }, (_, index) => {
      const row = start + index;
      return `${row},Product ${row},https://images.example/catalogue/${row}/front.jpg\n`;
    });
    if (!writer.write(lines.join(''))) await new Promise<void>((resolve) => writer.once('drain', resolve));
  }
  await new Promise<void>((resolve) => writer.end(resolve));
}
