import type { Recipe } from '@halftone/contracts';
import type { Bench } from '../../bench.ts';
import { drawPictures } from '../../material/pictures.ts';
import { startProcessorTime } from '../../references/processor-time.ts';
import type { Row } from '../../report/rows.ts';
import { interleave } from '../../report/statistics.ts';

/** AVIF takes half a second for one. */
const IMAGES = { jpeg: 40, webp: 10, avif: 2 } as const;
const DRAWN = 4;

type Measured = { what: string; recipe: Recipe; format: keyof typeof IMAGES; atMost: number };

/** The bytes are half of what quality 80 takes of these pictures. */
const MEASURED: readonly Measured[] = [
  { what: 'look good', recipe: { quality: 50, look: 'good' }, format: 'jpeg', atMost: 1.5 },
  { what: 'look good', recipe: { quality: 50, look: 'good' }, format: 'webp', atMost: 1.5 },
  { what: 'look good', recipe: { quality: 50, look: 'good' }, format: 'avif', atMost: 1.5 },
  { what: '100 kB at the most', recipe: { quality: 50, maxBytes: 100_000 }, format: 'jpeg', atMost: 4 },
  { what: '100 kB at the most', recipe: { quality: 50, maxBytes: 100_000 }, format: 'webp', atMost: 4 },
  { what: '100 kB at the most', recipe: { quality: 50, maxBytes: 100_000 }, format: 'avif', atMost: 4 },
];

/** Both go the whole way of the imager, in processor time. */
export const looks: Bench = {
  name: 'looks',
  what: 'processor time of a look and of a greatest size, JPEGs of 1600 × 1200, against quality 80 in the same format',
  async run({ runs, scale }) {
    const pictures = await drawPictures(DRAWN, { width: 1600, height: 1200, format: 'jpeg' });
    await using time = startProcessorTime();
    const rows: Row[] = [];
    for (const { what, recipe, format, atMost } of MEASURED) {
      const images = Math.ceil(IMAGES[format] * scale);
      const of = (one: Recipe) => () => time.of('imager', pictures, images, { ...one, format });
      await of(recipe)();
      const { measured, reference, ratio } = await interleave(
        runs,
        { measured: of(recipe), reference: of({ quality: 80 }) },
        (pair) => pair.measured / pair.reference,
      );
      rows.push({
        what: `a JPEG of 1600 × 1200 as ${format}, ${what}`,
        measured: { value: measured, unit: 'CPU-ms' },
        reference: { value: reference, unit: 'CPU-ms', what: 'quality 80' },
        ratio,
        goal: { atMost },
      });
    }
    return rows;
  },
};
