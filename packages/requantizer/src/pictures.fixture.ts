import sharp from 'sharp';

/** Pictures made for the tests. */

sharp.cache(false);

/** The same numbers from 0 to 1 at every run. */
export function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export type Kind = 'photograph' | 'drawing' | 'grey';
export const KINDS: readonly Kind[] = ['photograph', 'drawing', 'grey'];

export type Drawn = { kind?: Kind; width?: number; height?: number; quality?: number; seed?: number };

/** A JPEG with sampling 4:2:0, as most programs write it. */
export async function drawJpeg(drawn: Drawn = {}): Promise<Buffer> {
  const image = await draw(drawn);
  return image.jpeg({ quality: drawn.quality ?? 90 }).toBuffer();
}

export async function draw({ kind = 'photograph', width = 240, height = 160, seed = 1 }: Drawn) {
  const random = createRandom(seed);
  const shapes = softShapes(width, height, random);
  const pixels = await shapes.removeAlpha().raw().toBuffer();
  for (let at = 0; at < pixels.length; at += 3) {
    const change = kind === 'drawing' ? edge(at / 3, width) : 36 * (random() - 0.5);
    for (let channel = at; channel < at + 3; channel++) {
      pixels[channel] = Math.min(255, Math.max(0, (pixels[channel] ?? 0) + change));
    }
  }
  const image = sharp(pixels, { raw: { width, height, channels: 3 } });
  return kind === 'grey' ? image.toColourspace('b-w') : image;
}

function softShapes(width: number, height: number, random: () => number) {
  const colours = Buffer.from(Array.from({ length: 6 * 5 * 3 }, () => Math.floor(random() * 256)));
  return sharp(colours, { raw: { width: 6, height: 5, channels: 3 } }).resize(width, height, {
    fit: 'fill',
    kernel: 'cubic',
  });
}

/** Stripes with hard edges, as letters have. */
function edge(pixel: number, width: number): number {
  const [x, y] = [pixel % width, Math.floor(pixel / width)];
  return (x >> 3) % 5 === 0 || (y + (x >> 2)) % 23 === 0 ? -90 : 0;
}

export async function pixelsOf(jpeg: Buffer) {
  const { data, info } = await sharp(jpeg, { failOn: 'warning' }).raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

/** How close two pictures are, in dB; infinite when they are the same. */
export function psnr(one: Buffer, other: Buffer): number {
  if (one.length !== other.length) return 0;
  let squares = 0;
  for (const [index, value] of one.entries()) squares += (value - (other[index] ?? 0)) ** 2;
  return 10 * Math.log10(255 ** 2 / (squares / one.length));
}
