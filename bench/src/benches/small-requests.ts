import type { Bench } from '../bench.ts';
import { catalogueOf, urlsOf } from '../material/catalogue.ts';
import { servePhotographs } from '../material/origin.ts';
import { plainScript } from '../references/plain-script.ts';
import { interleave, median, type Pair, percentile } from '../report/statistics.ts';
import { progressOf, until, upload } from '../system/client.ts';
import { followedToEnd } from '../system/followed.ts';

const BEHIND = 20_000;
const IMAGES = 10;
/** Small requests for each run, with as many of the script in turn. */
const TIMES = 7;

const slowerBy = ({ measured, reference }: Pair) => measured / reference;

export const smallRequests: Bench = {
  name: 'small-requests',
  what: 'ten images alone and behind 20,000, as a client that follows them sees it, against a plain script',
  async run({ startSystem, runs, scale }) {
    const behind = Math.ceil(BEHIND * scale);
    await using origin = await servePhotographs();
    await using system = await startSystem();
    await using script = await plainScript(system);
    let turn = 0;
    const next = () => catalogueOf(urlsOf(origin, IMAGES, `ten${turn++}`));
    const waits: number[] = [];
    const through = async () => {
      const startedAt = Date.now();
      const { lastImageAt, completedAt } = await followedToEnd(system.api, await upload(system.api, next()));
      waits.push(completedAt - lastImageAt);
      return completedAt - startedAt;
    };
    const both = { measured: through, reference: () => script.through(next()) };
    for (let warm = 0; warm < TIMES; warm++) await through();
    waits.length = 0;
    const alone = await interleave(runs * TIMES, both, slowerBy);
    const seen = waits.splice(0);

    const large = await upload(system.api, catalogueOf(urlsOf(origin, behind, 'many')));
    await until(
      'the large request is in progress',
      async () => (await progressOf(system.api, large)) > 100 * scale,
    );
    const busy = await interleave(TIMES, both, slowerBy);
    if ((await progressOf(system.api, large)) >= behind) throw new Error('the large request ended too early');

    const ms = (value: number, what: string) => ({ value, unit: 'ms', what });
    const lone = ms(alone.reference, 'plain script with its start, alone');
    return [
      {
        what: `${IMAGES} images alone`,
        measured: ms(alone.measured, ''),
        reference: lone,
        ratio: alone.ratio,
        goal: { atMost: 0.8 },
      },
      {
        what: `${IMAGES} images behind ${behind}`,
        measured: ms(busy.measured, ''),
        reference: lone,
        ratio: busy.measured / alone.reference,
        goal: { atMost: 1.3 },
      },
      {
        what: `the same against the script beside ${behind}`,
        measured: ms(busy.measured, ''),
        reference: ms(busy.reference, 'plain script at the same time'),
        ratio: busy.ratio,
        goal: null,
      },
      figure(`from the last image to completed, p95 of ${seen.length} alone`, percentile(seen, 95), 40),
      figure('the same, median', median(seen)),
      figure(`the same behind ${behind}, median of ${waits.length}`, median(waits)),
    ];
  },
};

const figure = (what: string, value: number, atMost?: number) => ({
  what,
  measured: { value, unit: 'ms' },
  reference: null,
  ratio: value,
  goal: atMost === undefined ? null : { atMost },
});
