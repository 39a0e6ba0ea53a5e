import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp, { type Sharp } from 'sharp';
import { backpack } from './backpack.ts';
import { bottle } from './bottle.ts';
import { chair } from './chair.ts';
import { clock } from './clock.ts';
import { headphones } from './headphones.ts';
import { lamp } from './lamp.ts';
import { mug } from './mug.ts';
import { plant } from './plant.ts';
import { shirt } from './shirt.ts';
import { shoe } from './shoe.ts';

/** Draws the sample images again: `pnpm --filter local-stack draw-samples`. The images are committed. */

const FOLDER = fileURLToPath(new URL('../../../../../samples/images', import.meta.url));

/** Each image in a format and quality in which shops deliver them. */
const IMAGES: Record<string, () => Promise<Sharp>> = {
  'mug-blue.jpg': async () => jpeg(await photograph(mug(BLUE), 1000), 94),
  'mug-green.jpg': async () => jpeg(await photograph(mug(GREEN), 1000), 92),
  'shirt-white.jpg': async () => jpeg(await photograph(shirt(WHITE), 1000), 92),
  'shirt-navy.webp': async () => (await photograph(shirt(NAVY), 1000)).webp({ quality: 92 }),
  'lamp.png': async () => (await photograph(lamp(), 600, 4)).png({ compressionLevel: 9 }),
  'chair.jpg': async () => jpeg(await photograph(chair(), 1000), 93),
  'backpack.jpg': async () => jpeg(await photograph(backpack(), 1000), 93),
  // As a phone held upright saves it: the pixels lie on their side, and the EXIF orientation says so.
  'shoe.jpg': async () => {
    const wide = (await photograph(shoe(), 1000)).extract({ left: 0, top: 200, width: 1000, height: 700 });
    return jpeg(wide.rotate(270), 93).withMetadata({ orientation: 6 });
  },
  'bottle.tiff': async () => (await photograph(bottle(), 800)).tiff({ compression: 'jpeg', quality: 95 }),
  'headphones.avif': async () => (await photograph(headphones(), 1000)).avif({ quality: 80, effort: 4 }),
  'plant.jpg': async () => jpeg(await photograph(plant(), 1000), 93),
  'clock.gif': () => animation([0, 10, 20, 30, 40, 50], 360),
};

const BLUE = { dark: '#123a5c', mid: '#2f6d9d', light: '#9fd0ee' };
const GREEN = { dark: '#24452f', mid: '#4f8560', light: '#bfe3c6' };
const WHITE = { light: '#fdfbf6', mid: '#f0ece4', dark: '#e2dccf', creases: 13 };
const NAVY = { light: '#3d5480', mid: '#2b3d63', dark: '#1b2845', creases: 26 };

const jpeg = (image: Sharp, quality: number) => image.jpeg({ quality });

/** Renders a drawing and gives it the grain of a sensor, without which it would compress like no photograph does. */
async function photograph(svg: string, size: number, strength = 9, seed = 1): Promise<Sharp> {
  const drawn = await sharp(Buffer.from(svg)).resize(size, size).flatten().png().toBuffer();
  const raw = { width: size, height: size, channels: 3 } as const;
  const composed = await sharp(drawn)
    .composite([{ input: grain(size * size * 3, strength, seed), raw, blend: 'soft-light' }])
    .removeAlpha()
    .png()
    .toBuffer();
  return sharp(composed);
}

/** Noise about a middle grey, the same each time, so that drawing again changes nothing. */
function grain(length: number, strength: number, seed: number): Buffer {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  // Four even distributions add up to nearly a normal one, whose deviation is 1 / sqrt(3).
  const normal = () => (random() + random() + random() + random()) * Math.sqrt(3);
  return Buffer.from(Uint8ClampedArray.from({ length }, () => 128 + strength * normal()));
}

/** Like a film each frame has grain of its own. */
async function animation(seconds: number[], size: number): Promise<Sharp> {
  const frames = await Promise.all(
    seconds.map(async (second) => (await photograph(clock(second), size, 6, second)).png().toBuffer()),
  );
  const delay = seconds.map(() => 500);
  return sharp(frames, { join: { animated: true } }).gif({ delay, loop: 0, dither: 0.6 });
}

await mkdir(FOLDER, { recursive: true });
for (const [name, draw] of Object.entries(IMAGES)) {
  const file = join(FOLDER, name);
  await (await draw()).toFile(file);
  process.stdout.write(`${name} ${Math.round((await stat(file)).size / 1000)} kB\n`);
}
