import type { Bench } from '../bench.ts';
import { catalogueOf, urlsOf } from '../material/catalogue.ts';
import { serveOrigin } from '../material/origin.ts';
import { drawPictures } from '../material/pictures.ts';
import { startBareCodec } from '../references/bare-codec.ts';
import { interleave } from '../report/statistics.ts';
import { timeThrough } from '../system/client.ts';

const IMAGES = 500;
/** Different pictures; under each URL there is one of them. */
const DRAWN = 50;

type Size = { name: string; width: number; height: number; atLeast: number };

const againstTheCodec = ({ name, width, height, atLeast }: Size): Bench => ({
  name,
  what: `${IMAGES} JPEGs of ${width} × ${height}, upload to completed, against a bare sharp loop`,
  async run({ startSystem, runs, scale, say }) {
    const images = Math.ceil(IMAGES * scale);
    const pictures = await drawPictures(DRAWN, { width, height, format: 'jpeg' });
    await using origin = await serveOrigin(pictures);
    await using bare = await startBareCodec(pictures);
    await using system = await startSystem();
    say(`the bare loop is fastest with ${bare.concurrency} at once`);
    let turn = 0;
    const through = () => timeThrough(system.api, catalogueOf(urlsOf(origin, images, `${name}${turn++}`)));
    await through();
    const { measured, reference, ratio } = await interleave(
      runs,
      { measured: through, reference: () => bare.compress(images) },
      (pair) => pair.reference / pair.measured,
    );
    return [
      {
        what: `${images} JPEGs of ${width} × ${height}, upload to completed`,
        measured: { value: images / (measured / 1000), unit: 'images/s' },
        reference: { value: images / (reference / 1000), unit: 'images/s', what: 'bare sharp loop' },
        ratio,
        goal: { atLeast },
      },
    ];
  },
});

export const largeJpegs = againstTheCodec({ name: 'jpeg-2mp', width: 1600, height: 1200, atLeast: 0.85 });
export const smallJpegs = againstTheCodec({ name: 'jpeg-800', width: 800, height: 800, atLeast: 0.7 });
