import type { Bench } from '../bench.ts';
import { catalogueOf, urlsOf } from '../material/catalogue.ts';
import { serveOrigin } from '../material/origin.ts';
import { drawPictures } from '../material/pictures.ts';
import { startBareCodec } from '../references/bare-codec.ts';
import { plainScript } from '../references/plain-script.ts';
import { throughputRow } from '../report/rows.ts';
import { fasterBy, interleave } from '../report/statistics.ts';
import { timeThrough } from '../system/client.ts';

const IMAGES = 500;
/** Different pictures; under each URL there is one of them. */
const DRAWN = 50;
/** A script that keeps nothing, guards nothing and tells nobody is to gain nothing by that. */
const AS_THE_SCRIPT = { atLeast: 1 };

type Size = { name: string; width: number; height: number; atLeast: number };

const againstTheCodec = ({ name, width, height, atLeast }: Size): Bench => ({
  name,
  what: `${IMAGES} JPEGs of ${width} × ${height}, upload to completed, against a bare sharp loop and a plain script`,
  async run({ startSystem, runs, scale, say }) {
    const images = Math.ceil(IMAGES * scale);
    const pictures = await drawPictures(DRAWN, { width, height, format: 'jpeg' });
    await using origin = await serveOrigin(pictures);
    await using bare = await startBareCodec(pictures);
    await using system = await startSystem();
    await using script = await plainScript(system);
    say(`the bare loop is fastest with ${bare.concurrency} at once`);
    let turn = 0;
    const next = () => catalogueOf(urlsOf(origin, images, `${name}${turn++}`));
    const through = () => timeThrough(system.api, next());
    await through();
    const bareTimes = await interleave(
      runs,
      { measured: through, reference: () => bare.compress(images) },
      fasterBy,
    );
    const scriptTimes = await interleave(
      runs,
      { measured: through, reference: () => script.through(next()) },
      fasterBy,
    );
    const what = `${images} JPEGs of ${width} × ${height}, upload to completed`;
    return [
      throughputRow({ what, images, reference: 'bare sharp loop', goal: { atLeast } }, bareTimes),
      throughputRow({ what, images, reference: 'plain script', goal: AS_THE_SCRIPT }, scriptTimes),
    ];
  },
});

export const largeJpegs = againstTheCodec({ name: 'jpeg-2mp', width: 1600, height: 1200, atLeast: 1 });
export const smallJpegs = againstTheCodec({ name: 'jpeg-800', width: 800, height: 800, atLeast: 0.7 });
