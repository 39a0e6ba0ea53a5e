import { setTimeout as delay } from 'node:timers/promises';
import type { Bench } from '../bench.ts';
import { type CarelessCatalogue, carelessCatalogues } from '../material/careless-catalogues.ts';
import type { Row } from '../report/rows.ts';
import { interleave } from '../report/statistics.ts';
import type { System } from '../system/system.ts';

const BYTES = 8 * 1024 * 1024;

export const carelessUploads: Bench = {
  name: 'careless-csv',
  what: "the gateway's processor time for a byte of hostile and careless files against one of good rows, and how long a probe waits meanwhile",
  async run({ startSystem, runs, scale, say }) {
    const [good, ...others] = carelessCatalogues(BYTES * scale);
    await using system = await startSystem({ services: ['tracker', 'gateway'] });
    await system.pause('tracker');
    await nanosecondsPerByte(system, good);
    const rows: Row[] = [];
    for (const file of others) {
      const probe = watchProbe(system.api);
      const { measured, reference, ratio } = await interleave(
        runs,
        {
          measured: () => nanosecondsPerByte(system, file),
          reference: () => nanosecondsPerByte(system, good),
        },
        (pair) => pair.measured / pair.reference,
      );
      const longest = await probe.longest();
      rows.push({
        what: `${file.what}; a probe waits for ${Math.ceil(longest)} ms at most`,
        measured: { value: measured, unit: 'ns/byte' },
        reference: { value: reference, unit: 'ns/byte', what: good.what },
        ratio,
        goal: { atMost: 1.5 },
      });
      say(file.what);
    }
    return rows;
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

/** Asks for the gateway's health all the time. */
function watchProbe(api: string) {
  let watching = true;
  let longest = 0;
  const watch = async () => {
    while (watching) {
      const startedAt = performance.now();
      await (await fetch(`${api}/healthz`)).arrayBuffer();
      longest = Math.max(longest, performance.now() - startedAt);
      await delay(5);
    }
  };
  const watched = watch();
  return {
    async longest() {
      watching = false;
      await watched;
      return longest;
    },
  };
}
