import type { Bench } from '../../bench.ts';
import { catalogueOf, urlsOf } from '../../material/catalogue.ts';
import { servePhotographs } from '../../material/origin.ts';
import { fasterBy, interleave } from '../../report/statistics.ts';
import { timeThrough } from '../../system/client.ts';

const IMAGES = 500;
const TIMES = 3;

export const repeats: Bench = {
  name: 'repeats',
  what: 'a catalogue that names every URL three times, against the same without repeats',
  async run({ startSystem, runs, scale }) {
    const images = Math.ceil(IMAGES * scale);
    await using origin = await servePhotographs();
    await using system = await startSystem();
    let turn = 0;
    const through = async (times: number) => {
      const urls = urlsOf(origin, images, `again${turn++}`);
      origin.hits = 0;
      const ms = await timeThrough(system.api, catalogueOf(Array.from({ length: times }, () => urls).flat()));
      if (origin.hits !== images) throw new Error(`${origin.hits} downloads of ${images} unique URLs`);
      return ms;
    };
    await through(1);
    const { measured, reference, ratio } = await interleave(
      runs,
      { measured: () => through(TIMES), reference: () => through(1) },
      fasterBy,
    );
    return [
      {
        what: `${images} JPEGs, every URL ${TIMES} times; downloads equal unique URLs`,
        measured: { value: images / (measured / 1000), unit: 'images/s' },
        reference: { value: images / (reference / 1000), unit: 'images/s', what: 'without repeats' },
        ratio,
        goal: { atLeast: 0.95 },
      },
    ];
  },
};
