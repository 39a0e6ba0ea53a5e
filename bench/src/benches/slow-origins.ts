import type { Bench } from '../bench.ts';
import { catalogueOf, urlsOf } from '../material/catalogue.ts';
import { type Origin, serveOrigin } from '../material/origin.ts';
import { drawPictures } from '../material/pictures.ts';
import { plainScript } from '../references/plain-script.ts';
import { throughputRow } from '../report/rows.ts';
import { fasterBy, interleave } from '../report/statistics.ts';
import { completed, timeThrough, upload } from '../system/client.ts';

const ORIGINS = 200;
const SLOW = 20;
const SLOW_MS = 2000;
const IMAGES_OF_EACH = 5;

export const slowOrigins: Bench = {
  name: 'slow-origins',
  what: '20 slow origins among 200: the images of the fast ones, against a catalogue without the slow ones',
  async run({ startSystem, runs, scale }) {
    const each = Math.ceil(IMAGES_OF_EACH * scale);
    const pictures = await drawPictures(50, { width: 1600, height: 1200, format: 'jpeg' });
    await using servers = new AsyncDisposableStack();
    const origins = await Promise.all(
      Array.from({ length: ORIGINS }, async () => servers.use(await serveOrigin(pictures))),
    );
    const slow = origins.slice(0, SLOW);
    const fast = origins.slice(SLOW);
    for (const origin of slow) origin.latencyMs = SLOW_MS;
    await using system = await startSystem();
    await using script = await plainScript(system);
    let turn = 0;
    const next = (some: readonly Origin[]) => {
      const mark = `slow${turn++}`;
      return catalogueOf(mixed(some.map((origin) => urlsOf(origin, each, mark))));
    };
    const timeOfFast = async (others: readonly Origin[]) => {
      const id = await upload(system.api, next([...others, ...fast]));
      await completed(system.api, id);
      return await system.lastEndOf(
        id,
        fast.map(({ url }) => url),
      );
    };
    await timeOfFast([]);
    const ofFast = await interleave(
      runs,
      { measured: () => timeOfFast(slow), reference: () => timeOfFast([]) },
      fasterBy,
    );
    const ofAll = await interleave(
      runs,
      {
        measured: () => timeThrough(system.api, next(origins)),
        reference: () => script.through(next(origins)),
      },
      fasterBy,
    );
    const images = each * fast.length;
    const all = each * origins.length;
    const among = `${SLOW} slow ones (${SLOW_MS / 1000} s) among ${ORIGINS}`;
    return [
      throughputRow(
        {
          what: `${images} JPEGs of fast origins, ${among}`,
          images,
          reference: 'without the slow ones',
          goal: { atLeast: 0.9 },
        },
        ofFast,
      ),
      throughputRow(
        { what: `all ${all} of them`, images: all, reference: 'plain script', goal: { atLeast: 1 } },
        ofAll,
      ),
    ];
  },
};

/** One of each list in turn, as the products of a catalogue come from many shops. */
function mixed<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, index) =>
    lists.flatMap((list) => list.slice(index, index + 1)),
  ).flat();
}
