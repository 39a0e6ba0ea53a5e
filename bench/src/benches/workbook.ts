import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { writeWorkbook } from '../material/workbook.ts';
import { parseWorkbookAlone } from '../references/bare-workbook.ts';
import { fasterBy, interleave } from '../report/statistics.ts';
import { upload } from '../system/client.ts';
import { watchMemory } from '../system/memory-watch.ts';
import { temporaryFolder } from '../system/temporary-folder.ts';

const ROWS = 200_000;
const MEMORY_MIB = 150;
const HEALTH_MS = 100;
const ASK_EVERY_MS = 20;

export const workbook: Bench = {
  name: 'workbook',
  what: 'an XLSX of 200,000 rows of six cells: until it is accepted against yauzl and saxes alone, and the memory for it',
  async run({ startSystem, runs, scale }) {
    const rows = Math.ceil(ROWS * scale);
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'catalogue.xlsx');
    await writeWorkbook(file, rows);
    await using system = await startSystem({ services: ['tracker', 'gateway'] });
    await system.pause('tracker');
    const send = async () => upload(system.api, await openAsBlob(file));
    const { residentMib: atRest } = await system.usageOf('gateway');
    await using memory = watchMemory(() => system.usageOf('gateway'));
    const { measured, reference, ratio } = await interleave(
      runs,
      { measured: () => timeOf(send), reference: () => timeOf(() => parseWorkbookAlone(file)) },
      fasterBy,
    );
    const { size } = await stat(file);
    const more = memory.peakMib() - atRest;
    const slowestMs = await slowestHealth(system.api, send());
    // What the machine itself makes late, in about the same time.
    const idleMs = await slowestHealth(system.api, delay(measured));
    return [
      {
        what: `${rows} rows of six cells as XLSX (${Math.round(size / 2 ** 20)} MiB), until they are accepted`,
        measured: { value: rows / (measured / 1000), unit: 'rows/s' },
        reference: { value: rows / (reference / 1000), unit: 'rows/s', what: 'yauzl and saxes alone' },
        ratio,
        goal: { atLeast: 0.3 },
      },
      {
        what: "the gateway's memory meanwhile, at its peak, above that at rest",
        measured: { value: more, unit: 'MiB' },
        reference: { value: atRest, unit: 'MiB', what: 'at rest' },
        ratio: more,
        goal: { atMost: MEMORY_MIB },
      },
      {
        what: 'the slowest /healthz during one more such upload',
        measured: { value: slowestMs, unit: 'ms' },
        reference: { value: idleMs, unit: 'ms', what: 'while nothing goes on' },
        ratio: slowestMs,
        goal: { atMost: HEALTH_MS },
      },
    ];
  },
};

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** How long the slowest look at the gateway's health takes while something goes on. */
async function slowestHealth(api: string, work: Promise<unknown>): Promise<number> {
  let slowest = 0;
  let running = true;
  const ended = work.finally(() => {
    running = false;
  });
  while (running) {
    slowest = Math.max(slowest, await timeOf(async () => (await fetch(`${api}/healthz`)).text()));
    await delay(ASK_EVERY_MS);
  }
  await ended;
  return slowest;
}
