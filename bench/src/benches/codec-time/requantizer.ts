import type { Bench } from '../../bench.ts';
import { drawPictures } from '../../material/pictures.ts';
import { startProcessorTime } from '../../references/processor-time.ts';
import { interleave } from '../../report/statistics.ts';

const IMAGES = 100;
const DRAWN = 10;

/** In processor time, which is what both have for sure: neither waits for anything. */
export const requantizer: Bench = {
  name: 'requantizer',
  what: 'processor time of requantizing JPEGs of 1600 × 1200, against sharp decoding and encoding them',
  async run({ runs, scale }) {
    const images = Math.ceil(IMAGES * scale);
    const pictures = await drawPictures(DRAWN, { width: 1600, height: 1200, format: 'jpeg' });
    await using time = startProcessorTime();
    await time.of('requantized', pictures, images);
    const { measured, reference, ratio } = await interleave(
      runs,
      {
        measured: () => time.of('requantized', pictures, images),
        reference: () => time.of('reencoded', pictures, images),
      },
      (pair) => pair.measured / pair.reference,
    );
    return [
      {
        what: 'a JPEG of 1600 × 1200, requantized',
        measured: { value: measured, unit: 'CPU-ms' },
        reference: { value: reference, unit: 'CPU-ms', what: 'decoded and encoded by sharp' },
        ratio,
        goal: { atMost: 0.6 },
      },
    ];
  },
};
