import type { Bench } from '../bench.ts';
import { catalogueOf, urlsOf } from '../material/catalogue.ts';
import { servePhotographs } from '../material/origin.ts';
import { plainScript } from '../references/plain-script.ts';
import { type Goal, type Row, throughputRow } from '../report/rows.ts';
import { fasterBy, interleave } from '../report/statistics.ts';
import { timeThrough } from '../system/client.ts';

const IMAGES = 500;
const LATENCIES_MS = [50, 200];
const SCRIPT_AT_MS = 50;

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
      held: { reference: string; time: () => Promise<number>; goal: Goal },
    ) =>
      throughputRow(
        { what: `${images} JPEGs of 1600 × 1200, origin at ${latencyMs} ms`, images, ...held },
        await interleave(runs, { measured: () => through(latencyMs), reference: held.time }, fasterBy),
      );
    await through(0);
    const rows: Row[] = [];
    for (const latencyMs of LATENCIES_MS) {
      const reference = 'origin at 0 ms';
      rows.push(await row(latencyMs, { reference, time: () => through(0), goal: { atLeast: 0.95 } }));
    }
    const scripted = () => script.through(catalogue(SCRIPT_AT_MS));
    const goal = { atLeast: 1.1 };
    rows.push(await row(SCRIPT_AT_MS, { reference: 'plain script', time: scripted, goal }));
    return rows;
  },
};
