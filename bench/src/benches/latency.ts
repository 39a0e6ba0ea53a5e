import type { Bench } from '../bench.ts';
import { catalogueOf, urlsOf } from '../material/catalogue.ts';
import { servePhotographs } from '../material/origin.ts';
import type { Row } from '../report/rows.ts';
import { interleave } from '../report/statistics.ts';
import { timeThrough } from '../system/client.ts';

const IMAGES = 500;
const LATENCIES_MS = [50, 200];

export const latency: Bench = {
  name: 'latency',
  what: 'the same 500 JPEGs from an origin that answers late, against one that answers at once',
  async run({ startSystem, runs, scale }) {
    const images = Math.ceil(IMAGES * scale);
    await using origin = await servePhotographs();
    await using system = await startSystem();
    let turn = 0;
    const through = (latencyMs: number) => {
      origin.latencyMs = latencyMs;
      return timeThrough(system.api, catalogueOf(urlsOf(origin, images, `late${turn++}`)));
    };
    await through(0);
    const rows: Row[] = [];
    for (const latencyMs of LATENCIES_MS) {
      const { measured, reference, ratio } = await interleave(
        runs,
        { measured: () => through(latencyMs), reference: () => through(0) },
        (pair) => pair.reference / pair.measured,
      );
      rows.push({
        what: `${images} JPEGs of 1600 × 1200, origin at ${latencyMs} ms`,
        measured: { value: images / (measured / 1000), unit: 'images/s' },
        reference: { value: images / (reference / 1000), unit: 'images/s', what: 'origin at 0 ms' },
        ratio,
        goal: { atLeast: 0.95 },
      });
    }
    return rows;
  },
};
