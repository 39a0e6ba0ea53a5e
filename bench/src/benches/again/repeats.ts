import type { Bench } from '../../bench.ts';
import { catalogueOf, urlsOf } from '../../material/catalogue.ts';
import { servePhotographs } from '../../material/origin.ts';
import { plainScript } from '../../references/plain-script.ts';
import { throughputRow } from '../../report/rows.ts';
import { fasterBy, interleave } from '../../report/statistics.ts';
import { timeThrough } from '../../system/client.ts';

const IMAGES = 500;
const TIMES = 3;

export const repeats: Bench = {
  name: 'repeats',
  what: 'a catalogue that names every URL three times, against the same without repeats and a plain script',
  async run({ startSystem, runs, scale }) {
    const images = Math.ceil(IMAGES * scale);
    await using origin = await servePhotographs();
    await using system = await startSystem();
    await using script = await plainScript(system);
    let turn = 0;
    const next = (times: number) => {
      const urls = urlsOf(origin, images, `again${turn++}`);
      return catalogueOf(Array.from({ length: times }, () => urls).flat());
    };
    const through = async (times: number) => {
      origin.hits = 0;
      const ms = await timeThrough(system.api, next(times));
      if (origin.hits !== images) throw new Error(`${origin.hits} downloads of ${images} unique URLs`);
      return ms;
    };
    const row = async (reference: string, goal: { atLeast: number }, time: () => Promise<number>) =>
      throughputRow(
        {
          what: `${images} JPEGs, every URL ${TIMES} times; downloads equal unique URLs`,
          images,
          reference,
          goal,
        },
        await interleave(runs, { measured: () => through(TIMES), reference: time }, fasterBy),
      );
    await through(1);
    return [
      await row('without repeats', { atLeast: 0.95 }, () => through(1)),
      // It does the work as often as the catalogue names it.
      await row('plain script', { atLeast: 1 }, () => script.through(next(TIMES))),
    ];
  },
};
