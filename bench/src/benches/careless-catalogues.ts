import { openCatalogue, UniqueImages } from '@halftone/catalog';
import { DEFAULT_RECIPE, imageIdOf } from '@halftone/contracts';
import type { Bench } from '../bench.ts';
import { type CarelessCatalogue, carelessCatalogues } from '../material/careless-catalogues.ts';
import type { Row } from '../report/rows.ts';
import { interleave } from '../report/statistics.ts';
import type { System } from '../system/system.ts';

const BYTES = 8 * 1024 * 1024;
const PIECE = 64 * 1024;

export const carelessUploads: Bench = {
  name: 'careless-csv',
  what: "the gateway's processor time for a byte of hostile and careless files against one of good rows, and the longest turn of the event loop",
  async run({ startSystem, runs, scale, say }) {
    const [good, ...others] = carelessCatalogues(BYTES * scale);
    await using system = await startSystem({ services: ['tracker', 'gateway'] });
    await system.pause('tracker');
    await nanosecondsPerByte(system, good);
    const rows: Row[] = [];
    const turns: Turn[] = [await longestTurn(good)];
    for (const file of others) {
      const { measured, reference, ratio } = await interleave(
        runs,
        {
          measured: () => nanosecondsPerByte(system, file),
          reference: () => nanosecondsPerByte(system, good),
        },
        (pair) => pair.measured / pair.reference,
      );
      rows.push({
        what: file.what,
        measured: { value: measured, unit: 'ns/byte' },
        reference: { value: reference, unit: 'ns/byte', what: good.what },
        ratio,
        goal: { atMost: 1.5 },
      });
      turns.push(await longestTurn(file));
      say(file.what);
    }
    return [...rows, turnRow(turns)];
  },
};

/** The processor time that the gateway takes for a byte that it was sent. */
async function nanosecondsPerByte(system: System, { bytes }: CarelessCatalogue): Promise<number> {
  const before = await system.usageOf('gateway');
  const form = new FormData();
  form.append('file', new Blob([bytes as Uint8Array<ArrayBuffer>]), 'catalogue.csv');
  const response = await fetch(`${system.api}/v1/requests`, { method: 'POST', body: form });
  await response.arrayBuffer();
  if (response.status !== 202 && response.status !== 400) throw new Error(`answered with ${response.status}`);
  const after = await system.usageOf('gateway');
  return ((after.cpuMs - before.cpuMs) * 1e6) / bytes.length;
}

type Turn = { what: string; ms: number };

/**
 * The most processor time that reading the file takes in one turn of the event loop: on a machine that has other things
 * to do, a clock would measure those. Read as the gateway reads, but in this process, whose turns can be told apart.
 */
async function longestTurn({ what, bytes }: CarelessCatalogue): Promise<Turn> {
  let reading = true;
  const read = countImages(bytes).finally(() => {
    reading = false;
  });
  let longest = 0;
  while (reading) {
    const before = process.threadCpuUsage();
    await new Promise(setImmediate);
    const { user, system } = process.threadCpuUsage(before);
    longest = Math.max(longest, user + system);
  }
  await read;
  return { what, ms: longest / 1000 };
}

async function countImages(bytes: Buffer): Promise<number> {
  using images = new UniqueImages();
  const catalogue = await openCatalogue(inPieces(bytes), {
    limits: { maxRows: Number.POSITIVE_INFINITY },
  });
  for await (const batch of catalogue.batches()) {
    for (const entry of batch) {
      if (!('product' in entry)) continue;
      for (const url of entry.product.urls) images.add(imageIdOf(url, DEFAULT_RECIPE));
    }
  }
  return images.size;
}

/** As they come from a socket. */
async function* inPieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += PIECE) yield bytes.subarray(start, start + PIECE);
}

function turnRow(turns: readonly Turn[]): Row {
  const longest = turns.reduce((a, b) => (b.ms > a.ms ? b : a));
  return {
    what: `the longest turn of the event loop while one of these is read: ${longest.what}`,
    measured: { value: longest.ms, unit: 'CPU-ms' },
    reference: null,
    ratio: longest.ms,
    goal: { atMost: 50 },
  };
}
