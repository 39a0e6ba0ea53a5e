import type { Bench } from '../bench.ts';
import { catalogueOf, urlsOf } from '../material/catalogue.ts';
import { servePhotographs } from '../material/origin.ts';
import { median } from '../report/statistics.ts';
import { progressOf, timeThrough, until, upload } from '../system/client.ts';

const BEHIND = 20_000;
const IMAGES = 10;
/** As many small requests on each side. */
const TIMES = 7;

export const fairness: Bench = {
  name: 'ten-behind',
  what: 'a ten-image request behind one of 20,000, against its time alone',
  async run({ startSystem, scale }) {
    const behind = Math.ceil(BEHIND * scale);
    await using origin = await servePhotographs();
    await using system = await startSystem();
    let turn = 0;
    const through = () => timeThrough(system.api, catalogueOf(urlsOf(origin, IMAGES, `ten${turn++}`)));
    const several = async () => {
      const times: number[] = [];
      while (times.length < TIMES) times.push(await through());
      return median(times);
    };
    await several();
    const reference = await several();
    const large = await upload(system.api, catalogueOf(urlsOf(origin, behind, 'many')));
    await until(
      'the large request is in progress',
      async () => (await progressOf(system.api, large)) > 100 * scale,
    );
    const measured = await several();
    if ((await progressOf(system.api, large)) >= behind) throw new Error('the large request ended too early');
    return [
      {
        what: `${IMAGES} images behind ${behind}`,
        measured: { value: measured, unit: 'ms' },
        reference: { value: reference, unit: 'ms', what: 'alone' },
        ratio: measured / reference,
        goal: { atMost: 3 },
      },
    ];
  },
};
