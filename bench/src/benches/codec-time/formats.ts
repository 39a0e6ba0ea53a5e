import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import type { Bench } from '../../bench.ts';
import { type Likeness, likeness } from '../../material/likeness.ts';
import { drawPictures } from '../../material/pictures.ts';
import type { Row } from '../../report/rows.ts';
import { median } from '../../report/statistics.ts';

/** Formats and efforts, those of the product among them: how each is asked of sharp. */
const WAYS: Readonly<Record<string, (image: Sharp, quality: number) => Sharp>> = {
  'JPEG, balanced': (image, quality) => image.jpeg({ quality }),
  'JPEG, small (mozjpeg)': (image, quality) => image.jpeg({ quality, mozjpeg: true }),
  'WebP, effort 0 (fast)': (image, quality) => image.webp({ quality, effort: 0 }),
  'WebP, effort 1': (image, quality) => image.webp({ quality, effort: 1 }),
  'WebP, effort 2 (balanced)': (image, quality) => image.webp({ quality, effort: 2 }),
  'WebP, effort 4': (image, quality) => image.webp({ quality, effort: 4 }),
  'AVIF, effort 0 (fast)': (image, quality) => avif(image, quality, 0),
  'AVIF, effort 1 (balanced)': (image, quality) => avif(image, quality, 1),
  'AVIF, effort 2': (image, quality) => avif(image, quality, 2),
  'AVIF, effort 3 (small)': (image, quality) => avif(image, quality, 3),
};
const avif = (image: Sharp, quality: number, effort: number) =>
  image.avif({ quality, effort, chromaSubsampling: '4:2:0' });

const REFERENCE = 'JPEG, balanced';
const QUALITY = 50;
const DRAWN = 4;

type Encoded = Likeness & { bytes: number; cpuMs: number };

/**
 * What each format and effort costs for a picture that is as good as the JPEG of quality 50: processor time and bytes. Further
 * pictures than those that it draws are read from the folder in BENCH_PICTURES.
 */
export const formats: Bench = {
  name: 'formats',
  what: 'processor time and bytes of each format and effort, at the PSNR of a JPEG of quality 50',
  async run({ scale, say }) {
    sharp.concurrency(1);
    const pictures = await picturesToEncode(Math.max(1, Math.round(DRAWN * scale)));
    const rows: Row[] = [];
    const results = new Map<string, Encoded[]>();
    for (const bytes of pictures) {
      const reference = await encode(bytes, REFERENCE, QUALITY);
      for (const way of Object.keys(WAYS)) {
        const encoded = way === REFERENCE ? reference : await asGood(bytes, way, reference.psnr);
        results.set(way, [...(results.get(way) ?? []), encoded]);
      }
    }
    const references = results.get(REFERENCE) ?? [];
    for (const [way, all] of results) {
      const relative = (of: (one: Encoded) => number) =>
        median(all.map((one, index) => of(one) / of(references[index] ?? one)));
      const ssim = median(all.map((one) => one.ssim));
      say(`${way}: ${relative(({ bytes }) => bytes).toFixed(2)} of the bytes, SSIM ${ssim.toFixed(4)}`);
      rows.push({
        what: `${way}, as good as the JPEG: ${relative(({ bytes }) => bytes).toFixed(2)} of its bytes, SSIM ${ssim.toFixed(3)}`,
        measured: { value: median(all.map(({ cpuMs }) => cpuMs)), unit: 'CPU-ms' },
        reference: { value: median(references.map(({ cpuMs }) => cpuMs)), unit: 'CPU-ms', what: REFERENCE },
        ratio: relative(({ cpuMs }) => cpuMs),
        goal: null,
      });
    }
    return rows;
  },
};

async function picturesToEncode(drawn: number): Promise<Buffer[]> {
  const folder = process.env.BENCH_PICTURES;
  const files = folder ? (await readdir(folder)).map((name) => join(folder, name)) : [];
  const own = await drawPictures(drawn, { width: 800, height: 600, format: 'jpeg' });
  return [...own.map(({ bytes }) => bytes), ...(await Promise.all(files.map((file) => readFile(file))))];
}

/** At the quality whose PSNR comes closest: each format counts its own. */
async function asGood(bytes: Buffer, way: string, psnr: number): Promise<Encoded> {
  let [low, high] = [1, 100];
  let best = await encode(bytes, way, QUALITY);
  while (low <= high) {
    const quality = Math.floor((low + high) / 2);
    const tried = await encode(bytes, way, quality);
    if (Math.abs(tried.psnr - psnr) < Math.abs(best.psnr - psnr)) best = tried;
    if (tried.psnr < psnr) low = quality + 1;
    else high = quality - 1;
  }
  return best;
}

async function encode(bytes: Buffer, way: string, quality: number): Promise<Encoded> {
  const ask = WAYS[way];
  if (!ask) throw new Error(`there is no way ${way}`);
  const before = process.cpuUsage();
  const encoded = await ask(sharp(bytes), quality).toBuffer();
  const { user, system } = process.cpuUsage(before);
  const pixels = async (file: Buffer) => {
    const { data, info } = await sharp(file)
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { data, width: info.width, height: info.height };
  };
  return {
    ...likeness(await pixels(bytes), await pixels(encoded)),
    bytes: encoded.length,
    cpuMs: (user + system) / 1000,
  };
}
