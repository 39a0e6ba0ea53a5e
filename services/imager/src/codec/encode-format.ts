import type { Look } from '@halftone/contracts';
import type { Sharp } from 'sharp';
import { ENCODERS, type EncodedImage, type Style } from './encoders/encoders.ts';
import { type Choice, chooseStyle, LOSSLESS } from './look/choose-style.ts';
import { METRIC, measureFrom } from './look/distance.ts';
import { type LookFormat, mostOf } from './look/looks.ts';
import type { Pixels } from './look/planes.ts';
import { sampleOf } from './look/sample.ts';
import { type Opening, openPixels, ownFile, type PixelFile } from './open-image.ts';
import type { Plan } from './plan.ts';
import { prepare } from './prepare.ts';
import { fitByScaling } from './search/fit-by-scaling.ts';
import { highestWithin } from './search/highest-within.ts';
import type { SourceImage } from './source-image.ts';

/** An image that is to be written in the format of its plan. */
export type Job = {
  file: PixelFile;
  plan: Plan & { colours: number | undefined };
  source: SourceImage;
  opening: () => Opening;
};

/** Below it everyone sees the difference. */
const LOWEST_QUALITY = 10;

/** Fewer pixels of this quality look better than all of them at a lower one. */
const LOWEST_BEFORE_SCALING = 40;

/** Once at a quality, in search of the one that gives the size, or at the one that gives the look. */
export async function encodeInFormat(job: Job): Promise<EncodedImage> {
  const { format, look, maxBytes, quality, frames, original } = job.plan;
  if (look !== undefined && frames === 1 && format !== 'gif') return await encodeByLook(job, format, look);
  // Where the original itself will do, encoding only shows that it is whole.
  const willDo = original !== undefined && !job.source.colour && original.size <= (maxBytes ?? 0);
  if (maxBytes !== undefined && !willDo) return await encodeWithin(job, maxBytes);
  return await noLargerThanSource(job, await encodeAt(job, job.file, { quality }));
}

type At = { quality: number; style?: Style };

async function encodeAt(
  { plan, ...job }: Job,
  pixels: PixelFile,
  { quality, style }: At,
): Promise<EncodedImage> {
  const { format, effort, colours } = plan;
  const { timing } = pixels;
  const settings = { quality, effort, colours, ...(timing && { timing }), ...(style && { style }) };
  const encoder = ENCODERS[format](open({ plan, ...job }, pixels), settings);
  const { data, info } = await encoder.toBuffer({ resolveWithObject: true });
  const { width, pageHeight, height } = info;
  const reached = style?.lossless ? 100 : quality;
  return { bytes: data, format, width, height: pageHeight ?? height, quality: reached, codec: 'reencoded' };
}

const open = ({ plan, source, opening }: Job, pixels: PixelFile): Sharp =>
  prepare(openPixels(pixels, opening()), plan, source);

type Limits = Partial<At> & { highest?: number };

async function encodeWithin(job: Job, maxBytes: number, limits?: Limits): Promise<EncodedImage> {
  return (await withinSource(job, maxBytes)) ?? (await search(job, maxBytes, limits));
}

async function search(
  job: Job,
  maxBytes: number,
  { highest = 100, style }: Limits = {},
): Promise<EncodedImage> {
  const { format, frames, mayScale } = job.plan;
  const pixels = frames > 1 ? job.file : await preparedOnce(job);
  const lowest = Math.min(highest, mayScale ? LOWEST_BEFORE_SCALING : 1);
  const within = (inside: Job) =>
    highestWithin({ format, pixels: inside.plan.pixels, maxBytes, lowest, highest }, (quality) =>
      encodeAt(inside, pixels, { quality, ...(style && { style }) }),
    );
  const found = await within(job);
  if (found.bytes.length <= maxBytes || !mayScale) return found;
  return await fitByScaling(found, maxBytes, (box) =>
    within({ ...job, plan: { ...job.plan, box, pixels: box.width * box.height * frames } }),
  );
}

/**
 * The pixels as they are encoded again and again, so that the source is decoded and resized only once. An uncompressed
 * PNG holds all that they have, metadata too. Not for animations: what it lacks is their delays.
 */
async function preparedOnce(job: Job): Promise<PixelFile> {
  const bytes = await open(job, job.file).png({ compressionLevel: 0, palette: false }).toBuffer();
  return ownFile(bytes, 'png');
}

async function encodeByLook(job: Job, format: LookFormat | 'png', look: Look): Promise<EncodedImage> {
  const { maxBytes, metadata } = job.plan;
  const pixels = await pixelsOf(open(job, job.file));
  const sample = sampleOf(pixels);
  const encodeSample = async (at: At) => {
    const { bytes } = await encodeAt(job, rawFile(sample), at);
    return { bytes: bytes.length, pixels: await pixelsOf(openPixels(ownFile(bytes, format), job.opening())) };
  };
  const chosen = await chooseStyle(sample, { format, look }, encodeSample);
  const encodeBy = async ({ quality, style, distance }: Choice): Promise<EncodedImage> => {
    const encoded = await encodeAt(job, metadata.isWhole ? job.file : rawFile(pixels), { quality, style });
    return { ...encoded, distance: { metric: METRIC, value: rounded(distance), most: mostOf(look) } };
  };
  let encoded = await encodeBy(chosen);
  if (format === 'png' && !chosen.style.lossless) {
    // The palette of the whole picture has more colours to stand for than that of the sample had.
    const seen = sampleOf(await pixelsOf(openPixels(ownFile(encoded.bytes, format), job.opening())));
    if (measureFrom(sample).distanceTo(seen) > mostOf(look)) encoded = await encodeBy(LOSSLESS);
  }
  if (maxBytes !== undefined && encoded.bytes.length > maxBytes) {
    const { quality, style } = chosen;
    return await encodeWithin(job, maxBytes, {
      highest: Math.max(1, quality - 1),
      ...(style.lossless ? {} : { style }),
    });
  }
  return await noLargerThanSource(job, encoded);
}

const rounded = (distance: number) => Math.round(distance * 100) / 100;

async function pixelsOf(image: Sharp): Promise<Pixels> {
  const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

const rawFile = ({ data, width, height, channels }: Pixels): PixelFile => ({
  bytes: data,
  format: 'png',
  isComplete: true,
  raw: { width, height, channels },
});

/** What is coarser than the recipe already, and only for its form not published as it is. */
async function noLargerThanSource(job: Job, encoded: EncodedImage): Promise<EncodedImage> {
  if (encoded.bytes.length <= job.source.bytes.length) return encoded;
  return (await withinSource(job)) ?? encoded;
}

/**
 * With no more bytes than the source, which has a quality that cannot be gained again.
 * @returns undefined where the source's bytes say nothing of that, are more than there may be, or too few to be decent
 */
async function withinSource(
  job: Job,
  maxBytes = Number.POSITIVE_INFINITY,
): Promise<EncodedImage | undefined> {
  const { plan, source } = job;
  const { original, format } = plan;
  const isPublishable = original !== undefined && !source.colour;
  if (isPublishable || format !== source.format || source.isCmyk || format === 'png') return undefined;
  const most = source.bytes.length;
  if (most > maxBytes) return undefined;
  const found = await search({ ...job, plan: { ...plan, mayScale: false } }, most);
  return found.bytes.length <= most && found.quality >= LOWEST_QUALITY ? found : undefined;
}
