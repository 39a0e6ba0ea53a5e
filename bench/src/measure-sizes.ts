import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';

// `node bench/src/measure-sizes.ts FOLDER`: bits per pixel of the pictures of a folder, smallest, median and largest, in the
// formats and qualities of the table by which a preflight estimates (services/gateway/src/preflight/size-table.ts).

const QUALITIES = [30, 50, 70, 85];
const ENCODERS = {
  jpeg: (image: Sharp, quality: number) => image.jpeg({ quality }),
  webp: (image: Sharp, quality: number) => image.webp({ quality, effort: 2 }),
  avif: (image: Sharp, quality: number) => image.avif({ quality, effort: 2, chromaSubsampling: '4:2:0' }),
  png: (image: Sharp, quality: number) => image.png({ palette: true, quality, effort: 3 }),
};

const [folder = '.'] = process.argv.slice(2);
const files = (await readdir(folder)).map((name) => join(folder, name));
for (const [format, encode] of Object.entries(ENCODERS)) {
  for (const quality of QUALITIES) {
    const bits: number[] = [];
    for (const file of files) {
      const image = sharp(file).removeAlpha().toColourspace('srgb');
      const { data, info } = await encode(image, quality).toBuffer({ resolveWithObject: true });
      bits.push((data.length * 8) / (info.width * info.height));
    }
    bits.sort((a, b) => a - b);
    const shown = [bits[0], bits[Math.floor(bits.length / 2)], bits.at(-1)].map((value = 0) =>
      value.toFixed(2),
    );
    process.stdout.write(`${format} ${quality}: ${shown.join(' ')}\n`);
  }
}
