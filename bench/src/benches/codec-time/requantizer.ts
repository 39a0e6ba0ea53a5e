import sharp, { type JpegOptions } from 'sharp';
import type { Bench } from '../../bench.ts';
import { drawPictures, type Picture } from '../../material/pictures.ts';
import { startProcessorTime } from '../../references/processor-time.ts';
import type { Row } from '../../report/rows.ts';
import { interleave } from '../../report/statistics.ts';

const IMAGES = 100;
const DRAWN = 10;

type Form = { what: string; options: JpegOptions; atMost: number };

/** The first one's blocks are quantized as they are read, those of the others are stored first. */
const FORMS: readonly Form[] = [
  { what: 'a JPEG of 1600 × 1200', options: {}, atMost: 0.6 },
  { what: 'a progressive one', options: { progressive: true }, atMost: 0.8 },
  { what: 'one with all its chrominance (4:4:4)', options: { chromaSubsampling: '4:4:4' }, atMost: 0.8 },
];

/** In processor time, which is what both have for sure: neither waits for anything. */
export const requantizer: Bench = {
  name: 'requantizer',
  what: 'processor time of requantizing JPEGs of 1600 × 1200, against sharp decoding and encoding them',
  async run({ runs, scale }) {
    const images = Math.ceil(IMAGES * scale);
    const drawn = await drawPictures(DRAWN, { width: 1600, height: 1200, format: 'jpeg' });
    await using time = startProcessorTime();
    const rows: Row[] = [];
    for (const { what, options, atMost } of FORMS) {
      const pictures = await Promise.all(drawn.map((picture) => inForm(picture, options)));
      await time.of('requantized', pictures, images);
      const { measured, reference, ratio } = await interleave(
        runs,
        {
          measured: () => time.of('requantized', pictures, images),
          reference: () => time.of('reencoded', pictures, images),
        },
        (pair) => pair.measured / pair.reference,
      );
      rows.push({
        what: `${what}, requantized`,
        measured: { value: measured, unit: 'CPU-ms' },
        reference: { value: reference, unit: 'CPU-ms', what: 'decoded and encoded by sharp' },
        ratio,
        goal: { atMost },
      });
    }
    return rows;
  },
};

async function inForm({ bytes, contentType }: Picture, options: JpegOptions): Promise<Picture> {
  return {
    bytes: await sharp(bytes)
      .jpeg({ quality: 90, ...options })
      .toBuffer(),
    contentType,
  };
}
