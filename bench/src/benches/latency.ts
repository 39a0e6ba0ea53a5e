import type { Bench } from '../bench.ts';
import { catalogueOf, urlsOf } from '../material/catalogue.ts';
import { servePhotographs } from '../material/origin.ts';
import { plainScript } from '../references/plain-script.ts';
import { type Goal, type Row, throughputRow } from '../report/rows.ts';
import { fasterBy, interleave } from '../report/statistics.ts';
import { timeThrough } from '../system/client.ts';

const IMAGES = 500;
/**
 * What an origin that answers at once is held against, and a script at the same latency. No server is asked for more than 20 files at
 * once, which are 100 a second at 200 ms, so of that late an origin it is only to be known.
 */
const LATENCIES: readonly { ms: number; atOnce: Goal | null; script: Goal }[] = [
  { ms: 50, atOnce: { atLeast: 0.95 }, script: { atLeast: 1.1 } },
  { ms: 200, atOnce: null, script: { atLeast: 1.1 } },
];

export const latency: Bench = {
  name: 'latency',
  what: 'the same 500 JPEGs from an origin that answers late, against one that answers at once and a plain script',
  async run({ startSystem, runs, scale }) {
    const images = Math.ceil(IMAGES * scale);
    await using origin = await servePhotographs();
    await using system = await startSystem();
    await using script = await plainScript(system);
    let turn = 0;
    const catalogue = (latencyMs: number) => {
      origin.latencyMs = latencyMs;
      return catalogueOf(urlsOf(origin, images, `late${turn++}`));
    };
    const through = (latencyMs: number) => timeThrough(system.api, catalogue(latencyMs));
    const row = async (
      latencyMs: number,
      held: { reference: string; time: () => Promise<number>; goal: Goal | null },
    ) =>
      throughputRow(
        { what: `${images} JPEGs of 1600 × 1200, origin at ${latencyMs} ms`, images, ...held },
        await interleave(runs, { measured: () => through(latencyMs), reference: held.time }, fasterBy),
      );
    await through(0);
    const rows: Row[] = [];
    for (const { ms, atOnce, script: goal } of LATENCIES) {
      rows.push(await row(ms, { reference: 'origin at 0 ms', time: () => through(0), goal: atOnce }));
      const scripted = () => script.through(catalogue(ms));
      rows.push(await row(ms, { reference: 'plain script', time: scripted, goal }));
    }
    return rows;
  },
};
