import sharp from 'sharp';
import { createRandom } from './random.ts';

export type PictureFormat = 'jpeg' | 'png' | 'webp';

export type PictureKind = { width: number; height: number; format: PictureFormat };

const MEDIA_TYPES: Readonly<Record<PictureFormat, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
};

export type Picture = { bytes: Buffer; contentType: string };

/**
 * Pictures that cost a codec about what photographs cost: soft shapes in many colours, and grain over them.
 * @param seed the same seed gives the same pictures
 */
export async function drawPictures(count: number, kind: PictureKind, seed = 1): Promise<Picture[]> {
  const random = createRandom(seed);
  const grain = await drawGrain(kind, random);
  const pictures: Picture[] = [];
  for (let index = 0; index < count; index++) pictures.push(await drawPicture(kind, grain, random));
  return pictures;
}

async function drawPicture(
  { width, height, format }: PictureKind,
  grain: Buffer,
  random: () => number,
): Promise<Picture> {
  const [across, down] = [24, 18];
  const shapes = Buffer.from(Array.from({ length: across * down * 3 }, () => Math.floor(random() * 256)));
  const soft = sharp(shapes, { raw: { width: across, height: down, channels: 3 } })
    .resize(width, height, { kernel: 'cubic', fit: 'fill' })
    .composite([{ input: grain, raw: { width, height, channels: 4 }, blend: 'soft-light' }])
    .removeAlpha();
  const bytes = await soft.toFormat(format, { quality: 90, palette: false }).toBuffer();
  return { bytes, contentType: MEDIA_TYPES[format] };
}

/** Drawn once, since a number for each pixel takes longer than all the rest. */
function drawGrain(
  { width, height }: Pick<PictureKind, 'width' | 'height'>,
  random: () => number,
): Promise<Buffer> {
  const grey = Buffer.alloc(width * height);
  for (let index = 0; index < grey.length; index++) grey[index] = 96 + random() * 64;
  return sharp(grey, { raw: { width, height, channels: 1 } })
    .blur(0.6)
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer();
}
